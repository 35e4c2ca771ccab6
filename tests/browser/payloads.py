"""Fifty texts that would do harm if a page took them for anything but text, and records that hold them."""

from msgspec.structs import replace

from nlp.write.rows import Record

CALL = "window.harmed=1"

PAYLOADS = (
    # script and event handlers
    f"<script>{CALL}</script>",
    f"<ScRiPt >{CALL}</sCrIpT >",
    f"</script><script>{CALL}</script>",
    f"</style><script>{CALL}</script>",
    f"</title><script>{CALL}</script>",
    f"--><script>{CALL}</script><!--",
    f"<img src=x onerror={CALL}>",
    f"<svg onload={CALL}>",
    f"<svg><script>{CALL}</script></svg>",
    f"<math><mtext><img src=x onerror={CALL}></mtext></math>",
    f"<body onload={CALL}>",
    f"<details open ontoggle={CALL}>办",
    f"<input autofocus onfocus={CALL}>",
    f"<video><source onerror={CALL}></video>",
    f"<marquee onstart={CALL}>件</marquee>",
    f"<iframe srcdoc='<script>parent.{CALL}</script>'></iframe>",
    f"<object data='data:text/html,<script>{CALL}</script>'></object>",
    f"<template><script>{CALL}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={CALL}>'>",
    # out of attributes
    f'" onmouseover="{CALL}" x="',
    f"' onfocus='{CALL}' autofocus='",
    f'"><script>{CALL}</script>',
    f"x` onclick=`{CALL}",
    f'" style="animation-name:x" onanimationstart="{CALL}',
    # addresses
    f"javascript:{CALL}",
    f"<a href=javascript:{CALL}>公开</a>",
    f"data:text/html,<script>{CALL}</script>",
    f"<form action=javascript:{CALL}><button>交</button></form>",
    "<base href=https://example.invalid/>",
    f"<meta http-equiv=refresh content='0;url=javascript:{CALL}'>",
    "<link rel=stylesheet href=https://example.invalid/a.css>",
    "<style>@import 'https://example.invalid/a.css';</style>",
    "<img src=https://example.invalid/a.png>",
    "<style>body{display:none}</style>",
    # templates and entities
    "{{ 7 * 7 }}{% raw %}",
    "{{ ''.__class__.__mro__ }}",
    "${7*7}#{7*7}<%= 7*7 %>",
    f"&lt;script&gt;{CALL}&lt;/script&gt;",
    f"&#60;img src=x onerror={CALL}&#62;",
    "<!--",
    "<![CDATA[",
    "</span></p></section></main></body></html>",
    # characters that can't be seen
    "收到申请\u202e件百三\u202c",
    "公开\u2066网站\u2069信\u200b息\ufeff",
    "空\x00格\x07响\x1b[31m红",
    "半\ud800边\udfff",
    "\U000e0041\U000e0042标签\u2028行\u2029段\xad",
    # formulas
    "=HYPERLINK(\"https://example.invalid\",\"点\")",
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0 -2+3",
)  # fmt: skip


def poisoned(base: Record, payload: str) -> Record:
    """A record with the payload wherever a document, or a file's name, has its say."""
    findings = [
        replace(
            finding,
            message_zh=payload + finding.message_zh,
            message_en=payload + finding.message_en,
            expected=payload,
            actual=payload,
            evidence=tuple(
                replace(side, quote=payload, source=payload if at else side.source)
                for at, side in enumerate(finding.evidence)
            ),
            repairs=tuple(replace(r, message_zh=payload, message_en=payload) for r in finding.repairs),
        )
        for finding in base.findings
    ]
    return replace(
        base,
        report=replace(base.report, title=payload, issuer=payload, source=payload),
        units=tuple(replace(u, text=u.text + payload, tags=(payload,), problem_types=(payload,)) for u in base.units),
        cells=tuple(replace(cell, text=payload) for cell in base.cells),
        findings=tuple(findings),
    )
