"""The command line, a file a verb: reads arguments, calls a step, prints; decides nothing itself."""
