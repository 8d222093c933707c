"""Turns a model into tables of integers: names become ids, texts become milliseconds."""
