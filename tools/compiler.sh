# Sourced by the scripts that build: one compiler for all projects, ended with the script. One that starts anew for each project spends most of its
# time on compiling itself.
compiler=${EDGE_COMPILER:-edge-$$}
compiling=(-nodeReuse:false -p:UseSharedCompilation=true "-p:SharedCompilationId=$compiler" -verbosity:quiet)

# Ends it, but for the one of a script that called this one.
end_compiler() {
    local sdk
    [ -z "${EDGE_COMPILER:-}" ] || return 0
    sdk=$(dotnet --list-sdks | awk -v version="$(dotnet --version)" '$1 == version { print substr($2, 2, length($2) - 2) "/" $1 }')
    dotnet "$sdk/Roslyn/bincore/VBCSCompiler.dll" "-pipename:$compiler" -shutdown </dev/null >/dev/null 2>&1 || true
}
