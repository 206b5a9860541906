"""Quoted figures: read, computed again release by release, judged, and what went wrong."""
