#!/usr/bin/env bash
# Every text on screen is translated: POTFILES names all files that have texts, and zh_CN.po knows each of them.
cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
result () { # number, name, exit status
  if [ "$3" = 0 ]; then echo "ok $1 - $2"; else echo "not ok $1 - $2"; status=1; fi
}

echo "1..4"

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

# The template says which texts are formats, whatever is written beside them in the catalogue.
msgmerge --quiet --no-fuzzy-matching --output-file="$work/merged.po" po/zh_CN.po "$work/gradus.pot" 2> "$work/said" &&
  msgfmt --check --output-file="$work/gradus.mo" "$work/merged.po" 2>> "$work/said"
code=$?
sed 's/^/# /' "$work/said"
result 3 "formats and plurals of the Chinese agree" $code

# What a reader says about bad input is shown, too: its format, or what it expected, is a marked text unless it has no words.
readers='base_error_set|base_error_prefix|base_known_error|lesson_report|lesson_scan_expect|lesson_scan_name|lesson_parse_fail'
readers+='|fail|bad_field|unsupported'
words='"(?:[^"\\%A-Za-z]|\\.|(?>%[-+#0-9.*lz]*[A-Za-z%]))*[A-Za-z]'
! grep -rPzo --include='*.c' "\b($readers) \((?:[^\";]|';')*(?<!\b_ \()(?<!\bngettext_ \()$words[^\"]*\"" \
  src/{base,data,engine,lesson,calc,train,lab} | tr '\0' '\n' | sed 's/^/# not marked: /' | grep '^#'
result 4 "messages about bad input are marked" $?
exit $status
