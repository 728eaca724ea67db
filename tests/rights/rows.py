"""Reading and writing rows, tried column by column."""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from tests.rights.catalogue import Column, Relation
from tests.rights.planting import Values, a_row, insertion, place
from tests.rights.probes import Probes, Reach, Right

Whose = Literal["own", "other", "all"]


class Scene(NamedTuple):
    """A relation with one student's row or, if its rows have no owner, all of them.

    `row` is one of them: its values fit every constraint, so who writes them again is kept from it
    by rights alone.
    """

    probes: Probes
    relation: Relation
    whose: Whose
    row: Values

    def right(self, verb: str, column: Column | None = None) -> Right:
        """Name a right on the relation or one of its columns."""
        suffix = f" ({column.name})" if column else ""
        return Right(self.relation.kind, self.relation.name + suffix, verb)

    def touch(
        self,
        verb: str,
        statement: str,
        column: Column | None = None,
        *,
        reach: Reach | None = None,
    ) -> None:
        """Note who changes rows with a statement: which, unless `reach` says what to call it."""
        total = self.count()

        def attempt() -> Reach | None:
            touched = self.probes.connection.execute(statement, self.row).rowcount
            return (reach or (self.whose if touched == total else "some")) if touched else None

        self.probes.note(self.right(verb, column), attempt, reach or self.whose)

    def count(self, where: str = "true") -> int:
        """Count the rows."""
        statement = f"select from {self.relation.name} where {where}"
        return self.probes.connection.execute(statement).rowcount


def try_rows(probes: Probes, relation: Relation) -> None:
    """Note who reads, inserts, updates and deletes which rows."""
    for scene in _scenes(probes, relation):
        for column in relation.columns:
            _select(scene, column)
        given = [column for column in relation.columns if not column.generated]
        for column in given:
            _insert(scene, column)
        for column in given:
            update = f"update {relation.name} set {column.name} = {place(column)}"
            scene.touch("update", update, column)
        if relation.key:
            _upsert(scene)
        scene.touch("delete", f"delete from {relation.name}")


def _scenes(probes: Probes, relation: Relation) -> Iterator[Scene]:
    if relation.owner is None:
        yield Scene(probes, relation, "all", a_row(probes.connection, relation))
        return
    both: list[Whose] = ["own", "other"]
    for whose in both:
        with probes.undone():
            row = a_row(probes.connection, relation, _is_of(probes, relation, whose))
            _remove(probes, relation, f"not {_is_of(probes, relation, whose)}")
            yield Scene(probes, relation, whose, row)


def _is_of(probes: Probes, relation: Relation, whose: Whose) -> str:
    student = probes.students[:2] if whose == "own" else probes.students[2:]
    return f"coalesce({relation.owner}::text in {student}, false)"


def _remove(probes: Probes, relation: Relation, where: str = "true") -> None:
    """Delete rows without what a deletion brings with it."""
    run = probes.connection.execute
    run("set local session_replication_role = replica")
    run(f"delete from {relation.name} where {where}")
    run("set local session_replication_role = origin")


def _select(scene: Scene, column: Column) -> None:
    text = f"{column.name}::text"
    digest = f"md5(string_agg(md5({text}), '' order by {text}))"
    read = f"select count(*), {digest} from {scene.relation.name}"
    everything = scene.probes.connection.execute(read).fetchone()

    def attempt() -> Reach | None:
        seen = scene.probes.connection.execute(read).fetchone()
        assert seen is not None
        if seen[0] == 0:
            return None
        return scene.whose if seen == everything else "some"

    scene.probes.note(scene.right("select", column), attempt)


def _insert(scene: Scene, column: Column) -> None:
    probes, relation = scene.probes, scene.relation

    def attempt_with(columns: list[Column]) -> Callable[[], Reach]:
        def attempt() -> Reach:
            probes.connection.execute(insertion(relation, columns), scene.row)
            if relation.owner is None:
                return "yes"
            probes.as_superuser()
            return "own" if scene.count(_is_of(probes, relation, "own")) else "other"

        return attempt

    with probes.undone():
        if relation.owner is not None:
            _remove(probes, relation)
        let_in: Reach = "yes" if relation.owner is None else scene.whose
        for columns in _with_what_is_required(relation, column):
            probes.note(scene.right("insert", column), attempt_with(columns), let_in)


def _upsert(scene: Scene) -> None:
    """Note who writes over a row that is there: one right, since it takes many columns at once."""
    relation = scene.relation
    over: Reach = "yes" if relation.owner is None else scene.whose
    keys = [column for column in relation.columns if column.name in relation.key]
    for column in relation.columns:
        if column.generated:
            continue
        for given in _with_what_is_required(relation, column):
            columns = [*(one for one in keys if one not in given), *given]
            statement = insertion(relation, columns)
            conflict = f"on conflict ({', '.join(relation.key)}) do update"
            change = f"set {column.name} = excluded.{column.name}"
            scene.touch("upsert", f"{statement} {conflict} {change}", reach=over)


def _with_what_is_required(relation: Relation, column: Column) -> list[list[Column]]:
    """Give an insert's columns: with the owner's, and without, since a trigger may fill it."""
    with_owner = [one for one in relation.columns if one.required or one == column]
    without = [one for one in with_owner if one.name != relation.owner or one == column]
    return [with_owner] if without == with_owner else [with_owner, without]
