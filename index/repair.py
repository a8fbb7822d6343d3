"""Rebuild a derived store out of the catalog, in a fresh folder, and publish that; run as a child process.

    python -P -m index.repair INDEX_FOLDER chroma|lexical ...

Nothing is embedded: vectors and texts are the catalog's. The damaged store is never opened, and deleted only after
its successor is published, so that a kill leaves the one or the other. It is a process of its own because Chroma
keeps one store a folder and process, and because llama-index, which writes nodes, has no place where questions are
answered. It ends with its parent, which holds the writer's lock.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from index.catalog import Catalog
from index.documents import live_documents
from index.errors import IndexNotWritable, IndexStoreError
from index.lexical import LexicalIndex
from index.schema import facts, generations
from index.seal import STORES, Store, mark_writing, take_seal, unmark, write_seal
from index.segments import rewrite_segments
from index.spare import update_spare
from index.vectors import VectorStore


def rebuild_in_child(index_dir: Path, stores: Sequence[Store]) -> None:
    """Rebuild stores and publish that, in a child process; the caller holds the writer's lock.

    Raises:
        IndexNotWritable: no space or permission; what was published before is still what it was.
    """
    command = [sys.executable, "-P", "-m", "index.repair", str(index_dir), *stores]
    # Its input ends when this process does, however that ends.
    with subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        told, complaints = _drain(child)
    if child.returncode != 0:
        try:
            reason = str(json.loads(told))
        except ValueError:
            reason = (complaints.strip().splitlines() or [f"exit code {child.returncode}"])[-1][:200]
        raise IndexNotWritable(reason)


def _drain(child: subprocess.Popen[str]) -> tuple[str, str]:
    """Return what a child says, without ending its input before it ends."""
    if child.stdout is None or child.stderr is None:
        raise TypeError("the child's output must be piped")
    complaints: list[str] = []
    stderr = child.stderr
    reader = threading.Thread(target=lambda: complaints.append(stderr.read()), daemon=True)
    reader.start()
    told = child.stdout.read()
    child.wait()
    reader.join()
    return told, "".join(complaints)


def rebuild(index_dir: Path, stores: Sequence[Store]) -> None:
    """Rebuild `stores` in fresh folders and publish them as a generation that holds what the last one held.

    Raises:
        IndexNotWritable: no space or permission.
    """
    catalog = Catalog.in_folder(index_dir)
    try:
        published = catalog.published().number
        folders = catalog.store_folders()
        mark_writing(index_dir)
        orphans = catalog.added_after(published)
        if orphans and "lexical" not in stores:
            LexicalIndex(index_dir / folders["lexical"], begin=False).remove(orphans)
        catalog.undo(published)
        fresh: dict[Store, str] = {**folders, **{store: f"{store}-{secrets.token_hex(4)}" for store in stores}}
        coming = published + 1
        if "chroma" in stores:
            vectors = VectorStore(index_dir / fresh["chroma"])
            rewrite_segments(catalog, vectors, coming)
            vectors.drop(keep=catalog.collection_names())  # makes the folder where there is no passage
            vectors.close()
        if "lexical" in stores:
            LexicalIndex(index_dir / fresh["lexical"]).add(live_documents(catalog, published))
        publish_folders(catalog, coming, fresh)
        write_seal(index_dir, take_seal(index_dir, catalog.name, coming, fresh))
        unmark(index_dir)
        delete_strays(index_dir, fresh)
        with suppress(OSError):  # the second copy is older then, until the next refresh
            if catalog.truncate_log():
                update_spare(index_dir, catalog.raw(), coming)
    finally:
        catalog.close()


def delete_strays(index_dir: Path, folders: Mapping[Store, str]) -> None:
    """Delete the folders of stores that were replaced, or never finished."""
    for store in STORES:
        for folder in index_dir.glob(f"{store}*"):
            if folder.is_dir() and folder.name != folders[store] and folder.name.partition("-")[0] == store:
                shutil.rmtree(folder, ignore_errors=True)


def publish_folders(catalog: Catalog, coming: int, folders: Mapping[Store, str]) -> None:
    """Publish a generation that holds what the last one held, with its stores in these folders."""
    with catalog.writing() as connection:
        _publish(connection, coming)
        connection.execute(sa.delete(facts).where(facts.c.name.in_(STORES)))
        connection.execute(sa.insert(facts), [{"name": store, "value": folders[store]} for store in STORES])


def publish_again(catalog: Catalog, coming: int) -> None:
    """Publish a generation that holds what the last one held, with other collections."""
    with catalog.writing() as connection:
        _publish(connection, coming)


def _publish(connection: sa.Connection, coming: int) -> None:
    newest = sa.select(generations).order_by(generations.c.number.desc()).limit(1)
    row = connection.execute(newest).mappings().one()
    connection.execute(sa.insert(generations).values({**row, "number": coming}))


def main() -> None:
    """Rebuild as the child; a failure is told as JSON."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        rebuild(Path(sys.argv[1]), [store for store in STORES if store in sys.argv[2:]])
    except (IndexStoreError, OSError) as error:
        sys.stdout.write(json.dumps(str(error)))
        sys.exit(1)


def _end_with_parent() -> None:
    while os.read(0, 1):  # not sys.stdin, which is locked while it is read, also at the end
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
