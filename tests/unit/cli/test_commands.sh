#!/bin/sh
# exeat init, ca and token as a person meets them.
exeat=$top_builddir/cli/exeat
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
count=0

# check NAME STATUS COMMAND...: run it, compare its exit status.
check() {
	name=$1 want=$2
	shift 2
	"$@" >"$folder/out" 2>"$folder/err"
	got=$?
	count=$((count + 1))
	if [ "$got" -eq "$want" ]; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		echo "# status $got, want $want"
		sed 's/^/# /' "$folder/out" "$folder/err"
	fi
}

# says NAME PATTERN: compare what the last one printed.
says() {
	count=$((count + 1))
	if grep -q -- "$2" "$folder/out" "$folder/err"; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1"
		sed 's/^/# /' "$folder/out" "$folder/err"
	fi
}

conf=$folder/var/exeat.yaml
check "init" 0 "$exeat" init "$folder/var"
says "says how to go on" "exeatd -c"
check "init refuses to overwrite" 1 "$exeat" init --dir "$folder/var"
says "and says so" "something there already"
check "init as JSON" 0 "$exeat" init --json "$folder/other"
check "init in two places" 1 "$exeat" init a b
check "ca show" 0 "$exeat" ca show -c "$conf"
says "names the authority" "Exeat gateway authority"
check "ca show as JSON" 0 "$exeat" ca show --json -c "$conf"
says "with its digest" '"sha256":"[0-9a-f]\{64\}"'
check "ca export" 0 "$exeat" ca export -c "$conf"
says "is PEM" "BEGIN CERTIFICATE"
check "ca without a verb" 1 "$exeat" ca -c "$conf"
check "ca of another folder" 1 "$exeat" ca show -c "$folder/none.yaml"
check "token rotate" 0 "$exeat" token rotate -c "$conf"
says "makes the next key" "token key 1 is made"
check "token rotate of nothing" 1 "$exeat" token rotate -c "$conf" x
check "token without a verb" 1 "$exeat" token -c "$conf"
check "token needs a reason" 1 "$exeat" token reveal -c "$conf" \
	XQMAIL2ZS5S4M3V1ME89YZ2R
check "token that was never made" 1 "$exeat" token reveal --because test \
	-c "$conf" XQMAIL2ZS5S4M3V1ME89YZ2R
says "stands for nothing" "stands for nothing"
check "mangled token" 1 "$exeat" token erase --because test \
	-c "$conf" XQMAIL2ZS5S4M3V1ME89YZ2X
says "is told from one" "check symbol"
check "no token" 1 "$exeat" token reveal --because test -c "$conf" hello
says "is none" "not a token"
chmod 644 "$folder/var/keys/wrapping.key"
check "a key that others may read" 1 "$exeat" token reveal --because test \
	-c "$conf" XQMAIL2ZS5S4M3V1ME89YZ2R
says "is refused" "chmod 600"
for command in init ca token; do
	check "$command --help" 0 "$exeat" "$command" --help
done
echo "1..$count"
