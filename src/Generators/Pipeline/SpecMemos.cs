using System.Collections.Concurrent;
using MLSpec.Dsl.Types;

namespace MLSpec.Generators;

/// <summary>
/// What was kept of the last version of each spec. The pipeline's values are texts alone; this stands beside them and makes the next compilation faster, never different: it may be lost,
/// or be that of another version, when a host forks its work.
/// </summary>
internal sealed class SpecMemos
{
    /// <summary>Beyond so many specs nothing is gained that is worth its memory.</summary>
    private const int MostSpecs = 64;

    private readonly ConcurrentDictionary<string, SpecMemo> _memos = new(StringComparer.Ordinal);

    public CompiledSpec Compile(SpecFile file, EquatableList<SpecFile> opened, EmissionOptions options, CancellationToken cancellation)
    {
        _memos.TryGetValue(file.Path, out var previous);
        var (spec, memo) = SpecCompiler.Compile(file, opened, options, previous, cancellation);
        if (previous is null && _memos.Count >= MostSpecs)
            _memos.Clear();
        _memos[file.Path] = memo;
        return spec;
    }
}
