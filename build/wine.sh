#!/bin/sh
# make wine: runs the storage tests as Windows programs under Wine. It needs
# Debian's packages wine, wine64 and gcc-mingw-w64-x86-64-win32 (about 160 MB),
# which it does not install by itself. CIVICDESK_WINE names the folder that Wine
# keeps its files in.
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/lib/wine
command -v wine64 >/dev/null && command -v x86_64-w64-mingw32-gcc >/dev/null || {
	echo "This needs Wine: apt-get install wine wine64 gcc-mingw-w64-x86-64-win32" >&2
	exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export WINEPREFIX="${CIVICDESK_WINE:-$work/wine}" WINEDEBUG=-all

# Go asks a library for random bytes that Wine 8 lacks; this one stands for it.
cat >"$work/prng.c" <<'C'
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE b, SIZE_T n) { return SystemFunction036(b, (ULONG)n); }
BOOL WINAPI DllMain(HINSTANCE h, DWORD r, LPVOID p) { return TRUE; }
C
x86_64-w64-mingw32-gcc -shared -o "$work/prng.dll" "$work/prng.c" -ladvapi32
[ -d "$WINEPREFIX/drive_c" ] || wine64 wineboot -i >/dev/null 2>&1
cp "$work/prng.dll" "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll"

bad=0
for p in ${PACKAGES:-seal journal bolt vault record blob search}; do
	GOOS=windows CGO_ENABLED=0 go test -c -o "$work/$p.exe" "./storage/$p"
	began=$(date +%s)
	if (cd "storage/$p" && timeout 600 wine64 "$work/$p.exe" -test.short -test.v) >"$work/$p.log" 2>&1; then word=passes; else word=FAILS bad=1; fi
	printf '%-10s %s: %s passed, %s skipped (%s s)\n' "$p" "$word" "$(grep -c '^--- PASS' "$work/$p.log")" "$(grep -c '^--- SKIP' "$work/$p.log")" "$(($(date +%s) - began))"
	[ $word = passes ] || grep -v '^=== ' "$work/$p.log" | grep -B6 -A8 -e '--- FAIL' -e '^panic' | head -60
done
exit $bad
