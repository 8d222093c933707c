"""What a programme is: from the decision to build a car to the money that comes back."""

from carwright.model.programme.activity import START, Activity, Link, LinkText, Milestone
from carwright.model.programme.amount import SPREAD_FAMILIES, Amount, AmountText, Spread
from carwright.model.programme.money import Investment, Money, UnitCost
from carwright.model.programme.option import Licence, Option, Waiting
from carwright.model.programme.production import Outside, Production
from carwright.model.programme.programme import Programme
from carwright.model.programme.reference import RampPoint, ReferenceCase, ReferenceClass
from carwright.model.programme.risk import Correlation, Risk
from carwright.model.programme.test_campaign import TestCampaign

__all__ = [
    "SPREAD_FAMILIES",
    "START",
    "Activity",
    "Amount",
    "AmountText",
    "Correlation",
    "Investment",
    "Licence",
    "Link",
    "LinkText",
    "Milestone",
    "Money",
    "Option",
    "Outside",
    "Production",
    "Programme",
    "RampPoint",
    "ReferenceCase",
    "ReferenceClass",
    "Risk",
    "Spread",
    "TestCampaign",
    "UnitCost",
    "Waiting",
]
