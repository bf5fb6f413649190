"""What reviewers and approvers decide: decision files and workbooks, approvals, and what they may not do."""
