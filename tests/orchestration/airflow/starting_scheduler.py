"""What a start of Airflow does, inside a test's process: the DAG files are parsed, and a scheduler comes up."""

from typing import Any

from airflow.dag_processing.bundles.manager import DagBundlesManager
from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db
from airflow.jobs.job import Job
from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
from airflow.models.dag import DagModel
from airflow.utils.session import create_session
from sqlalchemy import update


def start(*, paused: bool, **settings: Any) -> SchedulerJobRunner:
    """A scheduler over the DAGs, all switched off or on; ``settings`` are its own."""
    with create_session() as session:
        manager = DagBundlesManager()
        manager.sync_bundles_to_db(session=session)
        session.commit()
        for bundle in manager.get_all_dag_bundles():
            bag = BundleDagBag(dag_folder=bundle.path, bundle_path=bundle.path, bundle_name=bundle.name)
            assert not bag.import_errors, bag.import_errors
            sync_bag_to_db(bag, bundle.name, bundle.get_current_version(), session=session)
        session.execute(update(DagModel).values(is_paused=paused))
        job = Job()
        session.add(job)
        session.flush()
        session.expunge(job)
    return SchedulerJobRunner(job=job, **settings)
