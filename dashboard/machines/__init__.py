"""Figures, answers and the desk by address, for programs: read-only, from their declarations.

An address is answered with the bytes that a click or the command line gives. What cannot be
answered is told as ``application/problem+json`` (RFC 9457), with what may be asked instead.
"""

from starlette.routing import Route

from dashboard.machines import answers, catalogue, desk, figures, others
from dashboard.machines.reply import Replies

__all__ = ["routes"]


def routes() -> list[Route]:
    """The routes of all addresses for programs."""
    replies = Replies()
    return [
        Route("/openapi.json", replies.of(catalogue.description)),
        Route("/figures", replies.of(catalogue.figures)),
        Route("/figures/{page}/{file}", replies.of(figures.file)),
        Route("/answers", replies.of(catalogue.answers_list)),
        Route("/answers/{file}", replies.of(answers.file)),
        Route("/check.json", replies.of(desk.checked)),
        Route("/feed.atom", replies.of(others.atom)),
        Route("/feed.json", replies.of(others.json_feed)),
        Route("/oembed", replies.of(others.oembed)),
        Route("/robots.txt", replies.of(others.robots)),
        Route("/sitemap.xml", replies.of(others.sitemap)),
    ]
