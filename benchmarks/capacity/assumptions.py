"""Everything that was not measured here: a number, and why it is that one."""

from dataclasses import dataclass

_RUN = "https://cloud.google.com/run/docs"
_SUPABASE = "https://supabase.com/docs/guides/platform"


@dataclass(frozen=True)
class Assumption:
    """A number that somebody chose, or that somebody else published."""

    name: str
    value: float
    unit: str
    why: str


EXAMS_A_DAY = Assumption(
    *("exams a student begins a day", 1, ""),
    "an exam takes two hours; “a student a day” is one who begins one",
)
EXAMS_A_STUDENT = Assumption(
    *("exams a student begins in all", 10, ""),
    "as many as the measured database holds a student; decides when `users.id` runs out",
)
DAYS_A_YEAR = Assumption(
    *("days like this a year", 365, ""),
    "more than any season has: disk and ids come out too large by as much as your year is quieter",
)
FIRST_HOUR = Assumption(
    *("nobody begins before", 18, "h"), "after school; students train in the evening"
)
LAST_HOUR = Assumption(
    *("nobody begins after", 23, "h"), "the whole day comes in five hours: the worst that is likely"
)
PEAK_HOUR = Assumption(
    *("most begin at", 20.75, "h"), "between dinner and the last start that still ends by midnight"
)
SPREAD_MINUTES = Assumption(
    *("beginnings spread by (standard deviation)", 60, "min"),
    "a bell: two thirds begin within an hour of the peak",
)
SAVE_EVERY = Assumption(
    *("a page saves every", 30, "s"),
    "docs/api.md leaves it to the frontend; saving only what has changed is cheaper",
)
ABANDONED = Assumption(
    *("exams that are abandoned", 0.2, ""), "a guess; an abandoned exam stays an unfinished row"
)
ABANDONED_AT = Assumption(
    *("of its time, when an abandoned exam ends", 0.5, ""), "a guess: half-way"
)
RELOADS = Assumption(
    *("reloads of the page an exam", 0.5, ""),
    "each is a `get_session` and a `start_section` that resumes",
)
HEADER_BYTES = Assumption(
    *("headers and TLS around an answer", 700, "bytes"), "a guess; request headers are not egress"
)
CONCURRENCY = Assumption(
    *("requests an instance at once", 40, ""), "`--concurrency 40` of the README"
)
VCPU = Assumption(
    *("vCPU an instance", 1, ""),
    "Cloud Run's default; one Python process uses little more than one",
)
UTILIZATION = Assumption(
    *("instances are kept at", 0.6, "of their vCPU"),
    f"Cloud Run's {_RUN}/about-instance-autoscaling",
)
ANSWER_MS = Assumption(
    *("an answer takes", 150, "ms"),
    "a guess for hosted Supabase in the same region: decides how many requests are under way",
)
MAX_INSTANCES = Assumption(
    *("instances a service may have unless told otherwise", 100, ""),
    "https://docs.cloud.google.com/run/docs/reference/rest/v2/RevisionScaling",
)
REST_CPU_MS = Assumption(
    *("PostgREST's and its proxy's CPU a request", 2 / 2577.7 * 1000, "ms"),
    "published, not ours: reads by id on an m5a.large of two vCPU, Postgres elsewhere"
    " (https://github.com/supabase/benchmarks/issues/9). Ours carry more, and a token to verify",
)
REST_SHARES_MACHINE = Assumption(
    *("share of PostgREST that runs on the database's machine", 1, ""),
    "hosted Supabase does not say; taken as all of it, which is the dearer case",
)
FRAME = Assumption(
    *("a transaction takes of its statements' time", 2, "×"),
    "PostgREST's begin, settings and commit around each, which the tables leave out; a guess",
)
DATABASE_UTILIZATION = Assumption(
    *("a database is kept below", 0.6, "of any limit"),
    "room for autovacuum, checkpoints, and an evening that is busier than planned",
)
PAGE_IMAGE = Assumption(
    *("a page image that a write may add to WAL", 8192, "bytes"),
    "the first write of a page after a checkpoint carries the whole page: at most one a write is"
    " counted; indexes' own are not",
)
VERSIONS = Assumption(
    *("dead versions a row between vacuums, in memory", 10, ""),
    "so many saves come in five minutes; autovacuum cannot be faster for all rows",
)
VACUUM_SCALE = Assumption(
    *("dead rows before autovacuum comes", 0.2, "of the table"),
    "Postgres's default autovacuum_vacuum_scale_factor",
)
PARTITION_BYTES = Assumption(
    *("size from which a table is unwieldy", 100e9, "bytes"),
    "a rule of thumb: a vacuum or a rebuilt index of more does not finish between two evenings",
)

ALL = tuple(one for one in list(globals().values()) if isinstance(one, Assumption))
"""In the order in which they stand here."""


@dataclass(frozen=True)
class ComputeSize:
    """A size of Supabase's Postgres."""

    name: str
    cores: int
    memory_gb: int
    connections: int
    pooler_clients: int
    disk_mb_s: float
    iops: int
    database_gb: int
    """The largest database that Supabase recommends for it."""


COMPUTE_SOURCE = f"{_SUPABASE}/compute-and-disk"
COMPUTE_SIZES = (
    ComputeSize("Micro", 2, 1, 60, 200, 87 / 8, 500, 10),
    ComputeSize("Small", 2, 2, 90, 400, 174 / 8, 1_000, 50),
    ComputeSize("Medium", 2, 4, 120, 600, 347 / 8, 2_000, 100),
    ComputeSize("Large", 2, 8, 160, 800, 630 / 8, 3_600, 200),
    ComputeSize("XL", 4, 16, 240, 1_000, 1_188 / 8, 6_000, 500),
    ComputeSize("2XL", 8, 32, 380, 1_500, 2_375 / 8, 12_000, 1_000),
    ComputeSize("4XL", 16, 64, 480, 3_000, 4_750 / 8, 20_000, 2_000),
    ComputeSize("8XL", 32, 128, 490, 6_000, 9_500 / 8, 40_000, 4_000),
    ComputeSize("12XL", 48, 192, 500, 9_000, 14_250 / 8, 50_000, 6_000),
    ComputeSize("16XL", 64, 256, 500, 12_000, 19_000 / 8, 80_000, 10_000),
)
"""Sustained, not burst; as published at COMPUTE_SOURCE."""
