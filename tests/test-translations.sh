#!/usr/bin/env bash
# Every text on screen is translated: POTFILES names all files that have texts, and zh_CN.po knows each of them.
cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
result () { # number, name, exit status
  if [ "$3" = 0 ]; then echo "ok $1 - $2"; else echo "not ok $1 - $2"; status=1; fi
}

echo "1..3"

grep -rlE '\b(_|N_|C_|ngettext_) ?\("|translatable="(yes|true)"' src ui data \
  --include='*.[ch]' --include='*.ui' --include='*.in' | grep -v '\.inc\.in$' | sort > "$work/marked"
grep -v '^#' po/POTFILES | sort > "$work/listed"
diff "$work/marked" "$work/listed" | sed 's/^</# missing in POTFILES:/; s/^>/# has no texts:/' | grep '^#'
cmp -s "$work/marked" "$work/listed"
result 1 "POTFILES names all files that have texts" $?

xgettext --files-from=po/POTFILES --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=ngettext:1,2 \
  --keyword=ngettext_:1,2 --keyword=dngettext:2,3 --output="$work/gradus.pot" 2> "$work/said" && msgcmp po/zh_CN.po "$work/gradus.pot" 2>> "$work/said"
code=$?
sed 's/^/# /' "$work/said"
result 2 "every text has its Chinese" $code

msgfmt --check --output-file="$work/gradus.mo" po/zh_CN.po 2> "$work/said"
code=$?
sed 's/^/# /' "$work/said"
result 3 "formats and plurals of the Chinese agree" $code
exit $status
