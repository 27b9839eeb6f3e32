"""Plans as queries of Whoosh, to ask its own exhaustive search the same thing."""

from __future__ import annotations

from whoosh import query as w

from archivist.search import plan


def to_whoosh(node: plan.Node) -> w.Query:
    """The same query for Whoosh's searcher."""
    match node:
        case plan.Term():
            return w.Term(node.fieldname, node.text, boost=node.boost)
        case plan.And():
            return w.And([to_whoosh(part) for part in node.subqueries])
        case plan.Or():
            return w.Or([to_whoosh(part) for part in node.subqueries])
        case plan.Not():
            return w.Not(to_whoosh(node.query))
        case plan.AndMaybe():
            return w.AndMaybe(to_whoosh(node.a), to_whoosh(node.b))
        case plan.ConstantScoreQuery():
            return w.ConstantScoreQuery(to_whoosh(node.child), node.score)
        case plan.Phrase():
            return w.Phrase(node.fieldname, list(node.words), slop=node.slop, boost=node.boost)
        case plan.Prefix():
            return w.Prefix(node.fieldname, node.text)
        case plan.Wildcard():
            return w.Wildcard(node.fieldname, node.text)
        case plan.FuzzyTerm():
            return w.FuzzyTerm(node.fieldname, node.text, maxdist=node.maxdist, prefixlength=0)
        case plan.NumericRange():
            return w.NumericRange(node.fieldname, node.start, node.end)
        case plan.Members():
            return w.ConstantScoreQuery(w.Or([w.Term("id", one) for one in sorted(node.ids)]), 1.0)
        case plan.Every():
            return w.Every()
        case plan.Null():
            return w.NullQuery
