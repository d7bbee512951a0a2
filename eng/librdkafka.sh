#!/usr/bin/env bash
# Kafka's C client for the tests of the Kafka log, on machines where its NuGet package (librdkafka.redist) cannot be had: builds the sources that the npm
# package @confluentinc/kafka-javascript carries, once, into artifacts/ (never committed), and prints the library's path. Plain connections only: no SSL, SASL.
# Needs npm, a C compiler and make. It is not part of the product: the cloud profile takes the package.
set -euo pipefail
version=2.15.1 carrier=@confluentinc/kafka-javascript@1.10.1

fail() {
  echo "librdkafka.sh: $1" >&2
  exit 1
}

case "$(uname -s)" in
  Linux) built=librdkafka.so.1 library=librdkafka.so ;;
  Darwin) built=librdkafka.1.dylib library=librdkafka.dylib ;;
  *) fail "builds on Linux and macOS only." ;;
esac
folder=$(cd "$(dirname "$0")/.." && pwd)/artifacts/librdkafka-$version
if [ -f "$folder/$library" ]; then
  echo "$folder/$library"
  exit
fi

for tool in npm tar make cc; do
  command -v "$tool" >/dev/null || fail "$tool is missing; it needs npm, tar, make and a C compiler (Debian: apt-get install npm build-essential)."
done

mkdir -p "$folder"
work=$(mktemp -d "$folder/build.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent "$carrier" >/dev/null 2>npm.log || fail "npm does not give $carrier: $(tail -n 3 npm.log)"
tar -xzf ./*.tgz package/deps/librdkafka
cd package/deps/librdkafka
grep -q "define RD_KAFKA_VERSION *0x020f01ff" src/rdkafka.h || fail "$carrier does not carry librdkafka $version."
{
  ./configure --disable-gssapi --disable-ssl --disable-curl --disable-zstd --disable-zlib --disable-lz4-ext --disable-syslog --disable-debug-symbols &&
    make -C src -j "$(getconf _NPROCESSORS_ONLN)" "$built"
} >"$work/build.log" 2>&1 || fail "the build failed: $(tail -n 5 "$work/build.log")"

# Whoever runs beside us may have been faster: the same file, put in place at once.
mv -f "src/$built" "$folder/$library"
echo "$folder/$library"
