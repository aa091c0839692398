import psycopg
import pytest

from mxadmin.demo import queue
from tests.upgrade.former import HERE

DATABASE = "upgraded"


@pytest.fixture(scope="package")
def vpop3(postgres) -> str:
    """VPOP3's database with the attempts that the former version listed."""
    queue.create(postgres, owner_password="owner", reader_password="reader")
    postgres.create_database(DATABASE, queue.OWNER)
    schema = queue.SCHEMA.read_text().replace("DATABASE vpop3", f"DATABASE {DATABASE}")
    with psycopg.connect(postgres.url(DATABASE, queue.OWNER, "owner")) as connection:
        connection.execute(schema)
        connection.execute((HERE / "attempts.sql").read_text())
    return postgres.url(DATABASE, queue.READER, "reader")
