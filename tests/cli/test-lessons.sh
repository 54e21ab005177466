#!/usr/bin/env bash
# What the lessons say is true: every claim holds over five seeds, and none passes without the effect it is about. And what
# lessons/*.tsv say of them. $1: the program.
gradus=$(realpath "$1") && cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
number=0
result () { # name, exit status; what was said is in $work/said
  number=$((number + 1))
  if [ "$2" = 0 ]; then echo "ok $number - $1"; else sed 's/^/# /' "$work/said"; echo "not ok $number - $1"; status=1; fi
}

echo "1..5"

"$gradus" check > "$work/said" 2>&1 && [ ! -s "$work/said" ]
result "nothing to be said about the lessons" $?

"$gradus" verify --seeds 5 > "$work/claims" 2> /dev/null
code=$?
grep -v '^PASS' "$work/claims" > "$work/said"
result "every claim holds over five seeds" $code

"$gradus" verify --null --seeds 1 > "$work/claims" 2> /dev/null
code=$?
grep '^PASS' "$work/claims" > "$work/said"
[ $code = 1 ] && [ ! -s "$work/said" ]
result "no claim holds where all lanes are equal" $?

"$gradus" list lessons --tsv | cut -f1 | sort > "$work/lessons"
tail -n +2 lessons/coverage.tsv | cut -f3 | sort -u | comm -3 - "$work/lessons" | tr -d '\t' | sed 's/$/: no such lesson, or it answers nothing/' > "$work/said"
tail -n +2 lessons/coverage.tsv | cut -f1,2 | sort | uniq -d | sed 's/$/: answered twice/' >> "$work/said"
[ ! -s "$work/said" ]
result "coverage.tsv names every lesson, and each question once" $?

tail -n +2 lessons/claims.tsv | while IFS=$'\t' read -r topic claim name verdict reason; do
  case $verdict in kept | changed | withdrawn) ;; *) echo "$topic: $claim: neither kept, changed nor withdrawn" ;; esac
  [ -n "$reason" ] || echo "$topic: $claim: no reason"
  [ "$name" = "−" ] || sed 's/; */\n/g' <<< "$name" | while read -r claim; do
    grep -qF -- "$claim" lessons/*/"$topic"/en.md || echo "$topic: there is no claim \"$claim\""
  done
done > "$work/said" 2>&1
[ ! -s "$work/said" ]
result "claims.tsv speaks of claims there are" $?
exit $status
