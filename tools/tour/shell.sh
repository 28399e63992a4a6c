# What the tour of README stands on: `source tools/tour/shell.sh` in bash or zsh, at the root of the repository, beside a running `npm start`.
# Where everything listens ($DIRECTORY … $NOTIFY, the same with _GRPC, $KAFKA), a word of this run ($RUN), a folder for it ($TOUR), where a receiver
# of webhooks may listen ($HERE, $PORT), and the helpers below. For a platform that runs elsewhere, YIWANG_FOLDER names a folder with its endpoints.json,
# and TOUR_ADDRESS the address at which it reaches this machine.
#
#   as <person>                              the header with an access token of this person, for curl and grpcurl
#   json [path …]                            JSON on stdin: indented; the value at one path; or a line `path: value` for each of several
#   get <person> <url>                       GET it as this person
#   post <person> <url> [body]               POST JSON to it as this person
#   give <person> <case> <command> [body]    give a command on a case, and show what it is then
#   eventually <pattern> <command …>         repeat the command until lines of its output match, for at most a minute; print these lines

if setup=$(node tools/tour/setup.mjs); then
  eval "$setup"
  echo "The tour can start: ${DIRECTORY:-nothing found}"
fi
unset setup

as() {
  [ -s "$TOUR/token-$1" ] || npm run -s token -- "$1" >"$TOUR/token-$1"
  echo "authorization: Bearer $(cat "$TOUR/token-$1")"
}

json() {
  node tools/tour/json.mjs "$@"
}

get() {
  curl -s "$2" -H "$(as "$1")"
}

post() {
  [ $# -ge 3 ] || set -- "$1" "$2" '{}'
  curl -s -X POST "$2" -H "$(as "$1")" -H 'content-type: application/json' -d "$3"
}

give() {
  [ $# -ge 4 ] || set -- "$1" "$2" "$3" '{}'
  post "$1" "$DISPATCH/v1/cases/$2/$3" "$4" | json state holder.level light allowed
}

eventually() {
  wanted=$1
  shift
  tries=120
  while [ "$tries" -gt 0 ]; do
    output=$("$@")
    printf '%s\n' "$output" | grep -e "$wanted" && return 0
    tries=$((tries - 1))
    sleep 0.5
  done
  printf '%s\nThis did not come within a minute: %s\n' "$output" "$wanted" >&2
  return 1
}
