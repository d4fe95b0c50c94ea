#!/usr/bin/env bash
# Build a release, check it as its users meet it, and tag it. Nothing is uploaded or pushed: the last lines say how.
# usage: scripts/release.sh PYTHON [--dry-run]     (--dry-run: everything but the tag, whatever the working tree holds)
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1 dry=${2:-}
work=build/release
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' engine/recto/_version.py)
tag=v$version

stop() {
    echo "recto: $*" >&2
    if [ -z "$dry" ]; then exit 1; fi
}

[ -n "$version" ] || { echo "recto: engine/recto/_version.py names no version" >&2; exit 1; }
[ -z "$(git status --porcelain)" ] || stop "there are changes that are not committed; commit them first"
! git rev-parse --quiet --verify "refs/tags/$tag" >/dev/null || stop "$tag is a tag already; raise engine/recto/_version.py"
grep -qF "## [$version]" CHANGELOG.md || stop "CHANGELOG.md has no section [$version]"

rm -rf "$work" dist
"$python" -m venv "$work/tools"
"$work/tools/bin/python" -m pip install --quiet --upgrade 'pip>=25.1'
"$work/tools/bin/python" -m pip install --quiet --constraint constraints.txt --group release
"$work/tools/bin/python" -m build --outdir dist .
"$work/tools/bin/python" -m twine check --strict dist/*

# The same bytes whenever it is built: anybody can prove what a release was built from.
"$work/tools/bin/python" -m build --outdir "$work/again" .
for file in dist/*; do
    cmp "$file" "$work/again/$(basename "$file")" || { echo "recto: $file is not built alike twice" >&2; exit 1; }
done

wheel=$(ls dist/*.whl)
"$python" scripts/wheel_contents.py "$wheel"

"$python" -m venv "$work/user"
"$work/user/bin/python" -m pip install --quiet --constraint constraints.txt "$wheel"
"$work/user/bin/python" -m pip check
samples=$PWD/samples recto=$PWD/$work/user/bin/recto
mkdir "$work/empty"
(
    cd "$work/empty"
    said=$("$recto" --version)
    [ "$said" = "recto $version" ] || { echo "recto: --version says: $said" >&2; exit 1; }
    read=$("$recto" read "$samples/label.png" --layout line --quiet)
    [ "$read" = 7R4K9M ] || { echo "recto: the sample label was read as: $read" >&2; exit 1; }
)

if [ -n "$dry" ]; then
    echo "recto: dist/ holds $version, checked; no tag was made"
    exit 0
fi
git tag --annotate "$tag" --message "Recto $version"
echo "recto: dist/ holds $version, checked, and $tag is made. Now: git push origin $tag; $work/tools/bin/twine upload dist/*"
