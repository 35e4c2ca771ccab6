"""The reviewer's desk: the reports of a run served on this machine, to be judged finding by finding.

`desk` knows the run and the verdicts, `pages` makes HTML of them, `guard` says who may come in, `app` ties the
three together.
"""
