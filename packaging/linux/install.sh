#!/bin/sh
# Put ham-desktop into this user's menu and let it open studies (.hamstudy): sh install.sh [PROGRAM], or --remove.
# PROGRAM defaults to the ham-desktop beside this folder, else the one on the path. Only ~/.local/share is written to.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
share=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$share/applications/ham-desktop.desktop
type=$share/mime/packages/ham-classifier.xml
icons=$here/../icons

refresh() {
    # Some systems have neither program, and look for themselves.
    if command -v update-mime-database >/dev/null; then update-mime-database "$share/mime"; fi
    if command -v update-desktop-database >/dev/null; then update-desktop-database "$share/applications"; fi
}

if [ "${1:-}" = --remove ]; then
    rm -f "$entry" "$type" "$share"/icons/hicolor/*/apps/ham-classifier.png
    refresh
    exit 0
fi
program=${1:-$here/../ham-desktop}
if [ ! -x "$program" ]; then
    program=$(command -v ham-desktop) || { echo "install.sh: there is no ham-desktop; name it: sh install.sh PROGRAM" >&2; exit 1; }
fi
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")
mkdir -p "$(dirname "$entry")" "$(dirname "$type")"
# In Exec, a quoted argument escapes these four with a backslash, which the file's own syntax doubles.
quoted=$(printf '%s' "$program" | sed -e 's/[\\"`$]/\\\\&/g' -e 's/%/%%/g')
while IFS= read -r line; do
    case $line in
    Exec=*) printf 'Exec="%s" %%F\n' "$quoted" ;;
    *) printf '%s\n' "$line" ;;
    esac
done <"$here/ham-desktop.desktop" >"$entry"
cp "$here/ham-classifier.xml" "$type"
for side in 16 24 32 48 64 128 256; do
    mkdir -p "$share/icons/hicolor/${side}x$side/apps"
    cp "$icons/ham-classifier-$side.png" "$share/icons/hicolor/${side}x$side/apps/ham-classifier.png"
done
refresh
echo "HAM classifier is in the menu and opens studies (.hamstudy): $program"
