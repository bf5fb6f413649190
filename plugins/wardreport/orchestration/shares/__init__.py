"""Shared folders on servers (SFTP, SMB, S3, WebDAV), reached by connections of Airflow."""
