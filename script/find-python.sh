# Sourced by the commands beside it: run starter with the first Python that is new enough. $command and $here are set.
# Distributions build theirs with a profile of its use: one that pyenv has compiled takes an eighth longer for the same.
# Debian splits off what makes environments; where that is not installed, its Python comes after the others.
for candidate in "${ROTERFADEN_PYTHON:-}" /usr/bin/python3.13 /usr/bin/python3.12 /usr/bin/python3.11 \
    python3.13 python3.12 python3.11 python3.14 python3 python; do
    needed=sys
    case $candidate in
        /usr/bin/*) [ "$candidate" = "${ROTERFADEN_PYTHON:-}" ] || needed="ensurepip, venv, sys" ;;
    esac
    if [ -n "$candidate" ] && "$candidate" -c "import $needed; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then
        exec "$candidate" -X utf8 "$here/run.py" "$command" "$@"
    fi
done
echo "Roter Faden braucht Python 3.11 oder neuer; gefunden wurde keines." >&2
echo "Bitte Python installieren (https://www.python.org) oder mit ROTERFADEN_PYTHON=/pfad/zu/python nennen." >&2
exit 1
