#!/bin/sh
# An agent that is a program. The first argument says what it does.
case "$1" in
  echo) printf 'You said: %s' "$(cat)" ;;
  argument) printf 'Argument: %s, secret: %s, home: %s, inherited: %s' "$2" "$AGENT_SECRET" "$HOME" "$ETNA_TEST_SECRET" ;;
  json) printf '{"reply": "Here", "calls": [{"name": "pay", "arguments": {"id": 1}}], "session": "s-%s", "heard": %s}' "$$" "$(cat)" ;;
  fail) echo "it went wrong: $AGENT_SECRET" >&2; exit 3 ;;
  forever) yes ;;
  hang) sleep 600 & echo $! > "$2"; wait ;;
  deaf) exec <&-; printf 'I read nothing.' ;;
  noisy) yes noise | head -c 3000000 >&2; printf 'Done.' ;;
esac
