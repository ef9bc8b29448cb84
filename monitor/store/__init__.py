"""SQLite: reads and writes of whole records, migrations, the lock. sqlite-utils' only home."""

from monitor.store.database import Store, lock_database, open_store

__all__ = ["Store", "lock_database", "open_store"]
