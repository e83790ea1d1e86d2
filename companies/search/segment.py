"""An immutable set of search rows as arrays: posting lists, facet bits, sites; pure NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from companies.enums import CompanyKind, SizeClass
from companies.search import packing
from companies.search.nodes import NodeTable
from companies.search.packing import Standing
from companies.search.postings import Postings
from companies.search.weights import concept_weights, offer_shares, word_weights

NAME_BYTES = 24
"""So many bytes of the sort name decide the order of equal hits; then the number of the company does."""

KINDS = ("", *CompanyKind.values)
SIZES = ("", *SizeClass.values)


@dataclass(frozen=True, slots=True)
class RawRows:
    """Search rows by column; the packed columns are concatenated, `*_counts` says how many records each row has."""

    company: np.ndarray
    sort_name: np.ndarray
    kind: np.ndarray
    size: np.ndarray
    confirmed: np.ndarray
    concepts: np.ndarray
    concept_counts: np.ndarray
    words: np.ndarray
    word_counts: np.ndarray
    certificates: np.ndarray
    certificate_counts: np.ndarray
    sites: np.ndarray
    site_counts: np.ndarray
    clusters: np.ndarray
    cluster_counts: np.ndarray
    limits: np.ndarray
    limit_counts: np.ndarray

    @classmethod
    def from_records(cls, records: Sequence[tuple]) -> RawRows:
        """Build from tuples (company, sort_name, kind, size_class, day number, concepts, words, certificates, sites,
        clusters, limits), the last six as packed bytes.
        """
        columns: Sequence[Sequence[Any]] = (
            list(zip(*records, strict=True)) if records else [[] for _ in range(11)]
        )
        packed = []
        layouts = (
            packing.CONCEPT,
            packing.WORD,
            packing.CERTIFICATE,
            packing.SITE,
            packing.CLUSTER,
            packing.LIMIT,
        )
        for column, layout in zip(columns[5:], layouts, strict=True):
            pieces = [bytes(piece) for piece in column]
            counts = np.array([len(piece) // layout.itemsize for piece in pieces], np.int64)
            packed += [np.frombuffer(b"".join(pieces), layout), counts]
        names = [name.encode()[:NAME_BYTES] for name in columns[1]]
        return cls(
            np.array(columns[0], np.int64),
            np.array(names, f"S{NAME_BYTES}"),
            np.array([KINDS.index(value) for value in columns[2]], np.uint8),
            np.array([SIZES.index(value) for value in columns[3]], np.uint8),
            np.array(columns[4], np.int32),
            *packed,
        )

    @classmethod
    def joined(cls, pieces: Sequence[RawRows]) -> RawRows:
        """Put batches of rows together."""
        return cls(*(np.concatenate([getattr(piece, f.name) for piece in pieces]) for f in fields(cls)))


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows as arrays. Documents are numbered 0…n-1 in the order of (sort name, company), so the number is the rank.

    `tree` holds for each node the firms that have it or something below it, `direct` those that name it itself,
    `tree_sites` the sites for which the entry of `tree` holds, `tree_focus` how much of the firm's whole offer the
    entry is (0…255 for 0…1; 0 for what is no process). `node_bits` holds for each node the firms whose profile
    states it (or something below it) as bits, little endian, in 64-bit words. Certificates and words stand apart.
    Limits of process p are `limit_docs`, `limit_material` (nodes, -1 all materials) and `limit_row` at
    `limit_start[p]…limit_start[p + 1]`; equal values stand once in `limit_table` (float32, columns LIMIT_VALUES).
    """

    company: np.ndarray
    sort_name: np.ndarray
    kind: np.ndarray
    size: np.ndarray
    confirmed: np.ndarray
    tree: Postings
    tree_sites: np.ndarray
    tree_focus: np.ndarray
    direct: Postings
    words: Postings
    node_bits: np.ndarray
    certificate_start: np.ndarray
    certificate_docs: np.ndarray
    certificate_own: np.ndarray
    certificate_level: np.ndarray
    certificate_until: np.ndarray
    site_start: np.ndarray
    site_coordinate: np.ndarray
    site_district: np.ndarray
    coordinates: np.ndarray
    district_numbers: np.ndarray
    district_bits: np.ndarray
    cluster_numbers: np.ndarray
    cluster_bits: np.ndarray
    limit_start: np.ndarray
    limit_docs: np.ndarray
    limit_material: np.ndarray
    limit_row: np.ndarray
    limit_table: np.ndarray
    has_bound_sites: bool = field(default=False)

    def __len__(self) -> int:
        return len(self.company)

    @property
    def words64(self) -> int:
        """Number of 64-bit words in a bit set of this segment."""
        return (len(self) + 63) // 64


def build_segment(rows: RawRows, term_nodes: np.ndarray, nodes: NodeTable) -> Segment:
    """Turn rows into a segment.

    In: the rows; `term_nodes[t]` is the node of term t or -1 (int32); the node table. Out: the segment. Postings of
    one list never repeat a document: the strongest code stays.
    """
    order = np.lexsort((rows.company, rows.sort_name))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    n = len(order)
    concept_docs = np.repeat(rank, rows.concept_counts)
    concept_nodes = _node_numbers(rows.concepts["term"], term_nodes)
    known = concept_nodes >= 0
    concept_docs, concept_nodes = concept_docs[known], concept_nodes[known]
    codes, sites = rows.concepts["code"][known], rows.concepts["sites"][known]
    direct, _, _ = _postings(concept_nodes, concept_docs, codes, sites, n, len(nodes), concept_weights())
    widths = np.diff(nodes.up_start)[concept_nodes]
    up = _expanded(nodes.up_start[concept_nodes], widths, nodes.up)
    tree, tree_sites, shares = _postings(
        up,
        np.repeat(concept_docs, widths),
        np.repeat(codes, widths),
        np.repeat(sites, widths),
        n,
        len(nodes),
        concept_weights(),
    )
    word_docs = np.repeat(rank, rows.word_counts)
    words, _, _ = _postings(
        rows.words["term"].astype(np.int64),
        word_docs,
        rows.words["code"],
        None,
        n,
        len(term_nodes),
        word_weights(),
    )
    certificates = _certificates(rows, rank, term_nodes, nodes)
    site_parts = _sites(rows, order, rank, n)
    cluster_numbers, cluster_bits = _bit_sets(rows.clusters, np.repeat(rank, rows.cluster_counts), n)
    return Segment(
        company=rows.company[order],
        sort_name=rows.sort_name[order],
        kind=rows.kind[order],
        size=rows.size[order],
        confirmed=rows.confirmed[order],
        tree=tree,
        tree_sites=tree_sites,
        tree_focus=_focus(tree, shares, concept_docs, concept_nodes, codes, nodes, n),
        direct=direct,
        words=words,
        node_bits=_node_bits(tree, n),
        **certificates,
        **site_parts,
        cluster_numbers=cluster_numbers,
        cluster_bits=cluster_bits,
        **_limits(rows, rank, term_nodes, len(nodes)),
        has_bound_sites=bool((tree_sites != packing.ALL_SITES).any()),
    )


def bits_of(docs: np.ndarray, n: int) -> np.ndarray:
    """Return a set of documents as bits: uint64, shape (ceil(n / 64),)."""
    mask = np.zeros((n + 63) // 64 * 64, bool)
    mask[docs] = True
    return np.packbits(mask, bitorder="little").view(np.uint64)


def mask_bits(mask: np.ndarray) -> np.ndarray:
    """Return a mask of documents (bool, n) as bits."""
    padded = np.zeros((len(mask) + 63) // 64 * 64, bool)
    padded[: len(mask)] = mask
    return np.packbits(padded, bitorder="little").view(np.uint64)


def bits_mask(bits: np.ndarray, n: int) -> np.ndarray:
    """Return bits as a mask of documents (bool, n)."""
    return np.unpackbits(bits.view(np.uint8), count=n, bitorder="little").view(bool)


def count_bits(bits: np.ndarray) -> int:
    """Return how many documents a bit set holds."""
    return int(np.bitwise_count(bits).sum())


def _node_numbers(terms: np.ndarray, term_nodes: np.ndarray) -> np.ndarray:
    inside = terms < len(term_nodes)
    return np.where(inside, term_nodes[np.where(inside, terms, 0)], -1).astype(np.int64)


def _expanded(starts: np.ndarray, widths: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return values[start:start + width] of all pairs, one after the other."""
    if not len(widths):
        return values[:0].astype(np.int64)
    offsets = np.arange(widths.sum()) - np.repeat(np.cumsum(widths) - widths, widths)
    return values[np.repeat(starts, widths) + offsets].astype(np.int64)


def _postings(
    lists: np.ndarray,
    docs: np.ndarray,
    codes: np.ndarray,
    sites: np.ndarray | None,
    n: int,
    count: int,
    weights: np.ndarray,
) -> tuple[Postings, np.ndarray, np.ndarray]:
    """Sort (list, document, code) into posting lists, keeping the strongest code and joining the sites.

    Out: the lists, the sites of each entry and the sum of `offer_shares` over everything that became the entry.
    """
    by_weight = np.argsort(-weights, kind="stable").astype(np.uint8)
    place = np.empty(256, np.int64)
    place[by_weight] = np.arange(256)
    keys = (lists * max(n, 1) + docs) * 256 + place[codes]
    if sites is None or not (sites != packing.ALL_SITES).any():
        keys = np.sort(keys)
        first = _firsts(keys // 256)
        joined = np.full(int(first.sum()), packing.ALL_SITES, np.uint8) if sites is not None else codes[:0]
    else:
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        first = _firsts(keys // 256)
        joined = np.bitwise_or.reduceat(sites[order], np.flatnonzero(first)) if len(keys) else codes[:0]
    shares = offer_shares()[by_weight[keys % 256]]
    summed = np.add.reduceat(shares, np.flatnonzero(first)) if len(keys) and sites is not None else shares[:0]
    keys = keys[first]
    pairs = keys // 256
    start = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(pairs // max(n, 1), minlength=count)[:count], out=start[1:])
    return Postings(start, (pairs % max(n, 1)).astype(np.int32), by_weight[keys % 256]), joined, summed


def _focus(
    tree: Postings,
    shares: np.ndarray,
    docs: np.ndarray,
    concept_nodes: np.ndarray,
    codes: np.ndarray,
    nodes: NodeTable,
    n: int,
) -> np.ndarray:
    """Return for each entry of the tree its share in everything the firm offers, as 0…255."""
    processes = np.array([term.startswith("p:") for term in nodes.terms] or [False])
    of_process = processes[concept_nodes]
    whole = np.bincount(docs[of_process], weights=offer_shares()[codes[of_process]], minlength=n)
    lists = np.repeat(np.arange(len(tree.start) - 1), np.diff(tree.start))
    share = shares / np.maximum(whole[tree.docs], 1e-6)
    return np.where(processes[lists], np.round(np.minimum(share, 1) * 255), 0).astype(np.uint8)


def _firsts(sorted_values: np.ndarray) -> np.ndarray:
    first = np.ones(len(sorted_values), bool)
    first[1:] = sorted_values[1:] != sorted_values[:-1]
    return first


def _node_bits(tree: Postings, n: int) -> np.ndarray:
    bits = np.zeros((len(tree.start) - 1, (n + 63) // 64), np.uint64)
    stated = tree.codes < int(Standing.HINT) * (packing.CONFIDENCE_STEPS + 1)
    for number in np.flatnonzero(np.diff(tree.start)):
        piece = slice(tree.start[number], tree.start[number + 1])
        bits[number] = bits_of(tree.docs[piece][stated[piece]], n)
    return bits


def _certificates(
    rows: RawRows, rank: np.ndarray, term_nodes: np.ndarray, nodes: NodeTable
) -> dict[str, np.ndarray]:
    docs = np.repeat(rank, rows.certificate_counts)
    own = _node_numbers(rows.certificates["term"], term_nodes)
    known = own >= 0
    docs, own, records = docs[known], own[known], rows.certificates[known]
    widths = np.diff(nodes.up_start)[own]
    lists = _expanded(nodes.up_start[own], widths, nodes.up)
    order = np.lexsort((np.repeat(docs, widths), lists))
    start = np.zeros(len(nodes) + 1, np.int64)
    np.cumsum(np.bincount(lists, minlength=len(nodes)), out=start[1:])
    return {
        "certificate_start": start,
        "certificate_docs": np.repeat(docs, widths)[order].astype(np.int32),
        "certificate_own": np.repeat(own, widths)[order].astype(np.int32),
        "certificate_level": np.repeat(records["level"], widths)[order],
        "certificate_until": np.repeat(records["valid_until"], widths)[order],
    }


def _sites(rows: RawRows, order: np.ndarray, rank: np.ndarray, n: int) -> dict[str, np.ndarray]:
    """Sort the sites by document, keeping their order within it, with equal coordinates stored once."""
    docs = np.repeat(rank, rows.site_counts)
    by_doc = np.argsort(docs, kind="stable")
    sites = rows.sites[by_doc]
    pairs = (
        np.stack([sites["latitude"], sites["longitude"]], axis=1)
        if len(sites)
        else np.zeros((0, 2), np.float32)
    )
    bare = np.ascontiguousarray(pairs).view(np.uint64).ravel()
    distinct, coordinate = np.unique(bare, return_inverse=True)
    start = np.zeros(n + 1, np.int64)
    np.cumsum(rows.site_counts[order], out=start[1:])
    known = sites["district"] > 0
    numbers, bits = _bit_sets(sites["district"][known], docs[by_doc][known], n)
    return {
        "site_start": start,
        "site_coordinate": coordinate.astype(np.int32),
        "site_district": sites["district"],
        "coordinates": distinct.view(np.float32).reshape(-1, 2),
        "district_numbers": numbers,
        "district_bits": bits,
    }


def _limits(rows: RawRows, rank: np.ndarray, term_nodes: np.ndarray, count: int) -> dict[str, np.ndarray]:
    """Sort the limits by process, with equal values stored once; limits of unknown nodes are left out."""
    docs = np.repeat(rank, rows.limit_counts)
    process = _node_numbers(rows.limits["process"], term_nodes)
    material = np.where(rows.limits["material"] == 0, -1, _node_numbers(rows.limits["material"], term_nodes))
    known = (process >= 0) & ((material >= 0) | (rows.limits["material"] == 0))
    docs, process, material = docs[known], process[known], material[known]
    values = np.ascontiguousarray(rows.limits["values"][known])
    order = np.lexsort((docs, process))
    width = len(packing.LIMIT_VALUES)
    bare = values.view(np.dtype((np.void, values.itemsize * width))).ravel() if len(values) else values[:, 0]
    _, first, row = np.unique(bare, return_index=True, return_inverse=True)
    start = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(process, minlength=count)[:count], out=start[1:])
    return {
        "limit_start": start,
        "limit_docs": docs[order].astype(np.int32),
        "limit_material": material[order].astype(np.int32),
        "limit_row": row.reshape(-1)[order].astype(np.int32),
        "limit_table": values[first].reshape(-1, width),
    }


def _bit_sets(values: np.ndarray, docs: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct values and for each the documents that have it, as bits."""
    numbers = np.unique(values)
    bits = np.zeros((len(numbers), (n + 63) // 64), np.uint64)
    for index, number in enumerate(numbers):
        bits[index] = bits_of(docs[values == number], n)
    return numbers, bits
