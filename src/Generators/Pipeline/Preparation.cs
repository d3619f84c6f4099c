#pragma warning disable RS0030 // The host schedules what depends on its input; this depends on nothing, and is done once a process.

using MLSpec.Dsl.Prelude;
using MLSpec.Generators.Text;

namespace MLSpec.Generators;

/// <summary>What every compilation needs and no spec changes, made ready on another thread while the host collects its input and the first spec is read.</summary>
internal static class Preparation
{
    private static readonly Lazy<Task> _begun = new(() => Task.Run(() =>
    {
        _ = CorePrelude.Modules;
        Template.Prepare();
    }));

    /// <summary>Begins, once a process. Whoever needs a part waits for that part; a failure shows where it is needed.</summary>
    public static void Begin() => _ = _begun.Value;
}
