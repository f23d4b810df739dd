"""What a report is made of: plain values that can be stored, names in both languages, codes for headings."""

from django.utils import translation

LANGUAGES = {"zh": "zh-hans", "en": "en"}


def named(label):
    """How `label` reads in each language, for whoever opens the report in years."""
    said = {}
    for short, language in LANGUAGES.items():
        with translation.override(language):
            said[short] = str(label)
    return said


def fact(code, value, before=None, unit="count"):
    """One figure and what it was in the period before; `unit` is count, percent, minutes, cny, score."""
    return {"code": code, "value": value, "before": before, "unit": unit}


def table(code, columns, rows):
    """`columns` are (code, unit); a row is a name in both languages and a value for each column."""
    return {
        "code": code,
        "columns": [{"code": name, "unit": unit} for name, unit in columns],
        "rows": [{"name": name, "cells": list(cells)} for name, cells in rows],
    }


def finding(code, **values):
    return {"code": code, "values": values}


def percent(part, whole):
    """In tenths of a percent; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def quantile(counts, share):
    """Of value → how many, the smallest value that `share` of them do not exceed; None of nothing."""
    whole, seen = sum(counts.values()), 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= share * whole:
            return value
    return None
