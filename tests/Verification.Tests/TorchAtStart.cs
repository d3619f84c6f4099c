using System.Runtime.CompilerServices;
using MLSpec.Runtime.Native;

namespace MLSpec.Verification.Tests;

internal static class TorchAtStart
{
    /// <summary>Before any test, since any of them may be the first to call TorchSharp. One thread: the tests run in parallel.</summary>
    [ModuleInitializer]
    internal static void Start() => Torch.Start(new(Threads: 1));
}
