# Debian and Ubuntu packages, for ./quickstart and ./check (sourced by both).

# What building and running needs.
BUILD_PACKAGES="gcc make autoconf automake pkg-config libc6-dev libevent-dev
libc-ares-dev libssl-dev liblmdb-dev libyaml-dev libpcre2-dev zlib1g-dev
libbrotli-dev libzstd-dev libseccomp-dev ca-certificates"

# Looked for now, used by later protocol work.
OPTIONAL_PACKAGES="libnghttp2-dev libmaxminddb-dev"

# What the tests need on top.
CHECK_PACKAGES="clang libclang-rt-14-dev python3 python3-venv nodejs npm
openssl curl strace mandoc node-llhttp xz-utils procps iproute2"

# Vectorscan is the maintained Hyperscan; older releases have only the latter.
SCANNER_PACKAGES="libvectorscan-dev libhyperscan-dev"

package_installed() {
	dpkg-query -W -f '${Status}' "$1" 2>/dev/null |
	    grep -q '^install ok installed'
}

package_available() {
	apt-cache show "$1" >/dev/null 2>&1
}

# Print those of the given packages that are not installed.
packages_missing() {
	local p
	for p in "$@"; do
		# A tool that is on the path in another way is as good.
		case $p in
		gcc | make | clang | openssl | curl | strace | mandoc | \
		python3 | npm)
			command -v "$p" >/dev/null 2>&1 && continue ;;
		nodejs) command -v node >/dev/null 2>&1 && continue ;;
		esac
		package_installed "$p" || printf '%s\n' "$p"
	done
}

# packages_install WHAT ASK PACKAGE...: install what is missing of the listed
# packages; ASK is "ask" or "yes". Packages the release does not have are left
# out with a word, since configure says exactly what it misses.
packages_install() {
	local what=$1 ask=$2 missing p wanted="" sudo="" answer
	shift 2
	command -v dpkg-query >/dev/null 2>&1 || return 0
	if ! package_installed libvectorscan-dev &&
	    ! package_installed libhyperscan-dev; then
		set -- "$@" libvectorscan-dev
	fi
	missing=$(packages_missing "$@")
	[ -n "$missing" ] || return 0
	[ "$(id -u)" -eq 0 ] || sudo=sudo
	printf '%s needs: %s\n' "$what" "$(echo $missing)"
	if [ "$ask" = ask ]; then
		printf 'Install them with %s apt-get? [Y/n] ' "$sudo"
		read -r answer || answer=n
		case $answer in "" | y | Y | yes) ;; *) return 1 ;; esac
	fi
	$sudo apt-get update -qq || true
	for p in $missing; do
		if package_available "$p"; then
			wanted="$wanted $p"
		elif [ "$p" = libvectorscan-dev ] &&
		    package_available libhyperscan-dev; then
			wanted="$wanted libhyperscan-dev"
		else
			printf 'not in this release: %s\n' "$p"
		fi
	done
	[ -z "$wanted" ] || DEBIAN_FRONTEND=noninteractive \
		$sudo apt-get install -qq -y --no-install-recommends \
		    $wanted >/dev/null
}
