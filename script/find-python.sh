# Sourced by the commands beside it: run starter with the first Python that is new enough. $command and $here are set.
for candidate in "${ROTERFADEN_PYTHON:-}" python3.13 python3.12 python3.11 python3.14 python3 python; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$candidate" -X utf8 "$here/run.py" "$command" "$@"
    fi
done
echo "Roter Faden braucht Python 3.11 oder neuer; gefunden wurde keines." >&2
echo "Bitte Python installieren (https://www.python.org) oder mit ROTERFADEN_PYTHON=/pfad/zu/python nennen." >&2
exit 1
