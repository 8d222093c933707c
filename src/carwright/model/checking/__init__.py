"""The checks behind `carwright.model.check.faults`, one file per subject."""
