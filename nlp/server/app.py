"""The desk as a web application: addresses, and what a form does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from nlp.catalog import Catalog
from nlp.decisions import VERDICTS
from nlp.errors import UsageError
from nlp.server import pages
from nlp.server.desk import Desk, Item, Sheet, context, key, paragraph
from nlp.server.guard import COOKIE, Guard, Headers, Refused, read_form
from nlp.topics.labeled import MOST_TAGS, STATUSES
from nlp.write.naming import anchor

MOST_COMMENT = 4000
Endpoint = Callable[[Request], Awaitable[Response]]
Form = dict[str, list[str]]


def application(desk: Desk, catalog: Catalog, guard: Guard, hosts: Sequence[str]) -> Starlette:
    """The application that serves a desk to the given host names."""
    rooms = _Rooms(desk, catalog, guard)
    return Starlette(
        routes=[
            Route("/", rooms.inside(rooms.queue)),
            Route("/report/{slug}", rooms.inside(rooms.report)),
            Route("/finding/{finding}", rooms.inside(rooms.finding)),
            Route("/next/{slug}", rooms.inside(rooms.next_report)),
            Route("/tags/{slug}/{number:int}", rooms.inside(rooms.tags)),
            Route("/judge", rooms.writing(rooms.judge), methods=["POST"]),
            Route("/undo", rooms.writing(rooms.undo), methods=["POST"]),
            Route("/tags", rooms.writing(rooms.correct), methods=["POST"]),
            Route("/door", rooms.door, methods=["GET", "POST"]),
            Route("/favicon.ico", _nothing),
        ],
        middleware=[
            Middleware(Headers, policy=pages.own_assets()["policy"], hosts=hosts),
        ],
        exception_handlers={Refused: _refuse, UsageError: _refuse},
    )


async def _refuse(request: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), getattr(error, "status", 409))


async def _nothing(request: Request) -> Response:
    return Response(status_code=204)


class _Rooms:
    def __init__(self, desk: Desk, catalog: Catalog, guard: Guard) -> None:
        self.desk, self.catalog, self.guard = desk, catalog, guard

    def inside(self, show: Callable[[Request], Response]) -> Endpoint:
        """A page for those who may come in, of the run as it is now."""

        async def endpoint(request: Request) -> Response:
            if not self.guard.knows(request):
                return RedirectResponse("/door", 303)
            self.desk.refresh()
            return show(request)

        return endpoint

    def writing(self, do: Callable[[Request, Form], Response]) -> Endpoint:
        """A form from one of our own pages."""

        async def endpoint(request: Request) -> Response:
            if not self.guard.knows(request):
                raise Refused(403, "请先输入密码", "give the password first")
            form = await read_form(request)
            self.guard.check_write(request, form)
            self.desk.refresh()
            return do(request, form)

        return endpoint

    def queue(self, request: Request) -> Response:
        return HTMLResponse(pages.queue(self.desk, self.guard.token, dict(request.query_params)))

    def report(self, request: Request) -> Response:
        sheet = self._sheet(request.path_params["slug"])
        record = self.desk.record(sheet)
        return HTMLResponse(pages.report(self.desk, self.guard.token, sheet, record, self.catalog))

    def finding(self, request: Request) -> Response:
        item = self.desk.find(request.path_params["finding"])
        if item is None:
            raise Refused(404, "这次结果中没有这条发现", "this run has no such finding")
        return RedirectResponse(_address(item), 303)

    def next_report(self, request: Request) -> Response:
        sheet = self.desk.next_sheet(request.path_params["slug"], self.desk.marks())
        return RedirectResponse(f"/report/{quote(sheet.slug)}" if sheet else "/", 303)

    def tags(self, request: Request) -> Response:
        sheet, number = self._sheet(request.path_params["slug"]), request.path_params["number"]
        record = self.desk.record(sheet)
        if not paragraph(record, number):
            raise Refused(404, "没有这一段", "no such paragraph")
        return HTMLResponse(pages.tags(self.desk, self.guard.token, sheet, record, number, self.catalog))

    def judge(self, request: Request, form: Form) -> Response:
        verdict, comment = _one(form, "verdict"), _one(form, "comment").strip()
        item = self.desk.find(_one(form, "finding"), _one(form, "fingerprint"))
        if item is None:  # the run was made anew since the page was opened
            raise Refused(409, "这条发现已变化, 请刷新", "the finding has changed: reload the page")
        if verdict not in VERDICTS or len(comment) > MOST_COMMENT:
            raise Refused(422, "裁决不明或说明太长", "an unknown verdict, or too long a comment")
        self.desk.judge(item, verdict, comment)
        return self._kept(request, item)

    def undo(self, request: Request, form: Form) -> Response:
        taken = self.desk.log.undo(self.desk.reviewer)
        item = self.desk.find(taken.finding, taken.fingerprint) if taken else None
        if item is None:
            return JSONResponse({"finding": ""}) if _wants_json(request) else RedirectResponse("/", 303)
        return self._kept(request, item)

    def _kept(self, request: Request, item: Item) -> Response:
        if _wants_json(request):
            return JSONResponse(pages.answer(self.desk.marks()[key(item.finding)], item))
        return RedirectResponse(_address(item), 303)

    def correct(self, request: Request, form: Form) -> Response:
        sheet = self._sheet(_one(form, "slug"))
        record = self.desk.record(sheet)
        unit = next((u for u in record.units if u.unit_id == _one(form, "unit")), None)
        if unit is None or unit.text != _one(form, "text"):
            raise Refused(409, "这一段已变化, 请刷新", "the paragraph has changed: reload the page")
        tags, types, status = form.get("tag", []), form.get("problem_type", []), _one(form, "status") or None
        _check_labels(tags, types, status, self.catalog)
        beside = context(record, unit, status)
        self.desk.log.correct(unit.unit_id, unit.text, tags, types, self.desk.reviewer, beside)
        return RedirectResponse(f"/tags/{quote(sheet.slug)}/{unit.paragraph}#{anchor('unit', unit.unit_id)}", 303)

    async def door(self, request: Request) -> Response:
        if request.method == "GET":
            return HTMLResponse(pages.door(self.desk, wrong=False))
        self.guard.check_origin(request)
        form = await read_form(request)
        if not self.guard.password or not self.guard.opens(_one(form, "password")):
            await asyncio.sleep(1)  # guessing takes time
            return HTMLResponse(pages.door(self.desk, wrong=True), 403)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(COOKIE, self.guard.session, httponly=True, samesite="strict")
        return answer

    def _sheet(self, slug: str) -> Sheet:
        if slug not in self.desk.sheets:
            raise Refused(404, "这次结果中没有这份报告", "this run has no such report")
        return self.desk.sheets[slug]


def _check_labels(tags: Sequence[str], types: Sequence[str], status: str | None, catalog: Catalog) -> None:
    """Raises Refused for labels that training would not take."""
    answers = {"problem", "measure"} & set(tags)
    wrong = (
        not set(tags) <= set(catalog.tags) or not set(types) <= set(catalog.problem_types),
        len(tags) > MOST_TAGS or len(set(tags)) < len(tags) or ("boilerplate" in tags and len(tags) > 1),
        bool(types) != bool(answers),
        (status in STATUSES) != ("measure" in tags) or (status is not None and status not in STATUSES),
    )
    if any(wrong):
        raise Refused(
            422,
            f"最多 {MOST_TAGS} 个标签; 套话不与其他标签并用; 问题或措施要有问题类型, 措施还要有状态",
            f"at most {MOST_TAGS} tags; boilerplate stands alone; a problem or measure has a type, a measure a status",
        )


def _address(item: Item) -> str:
    return f"/report/{quote(item.sheet.slug)}#{anchor('finding', item.finding.finding_id)}"


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _one(form: Form, name: str) -> str:
    return form.get(name, [""])[0]
