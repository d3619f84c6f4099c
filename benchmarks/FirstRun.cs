using System.Diagnostics;

namespace Benchmarks;

/// <summary>The generator's first run in a fresh process, just-in-time compilation and the binding of the prelude included.</summary>
internal static class FirstRun
{
    public static int Measure()
    {
        var project = new SpecProject(SpecProject.LongSpec(60, 0));
        var clock = Stopwatch.StartNew();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var result = project.Run();
        Console.WriteLine(FormattableString.Invariant(
            $"first run: {clock.Elapsed.TotalMilliseconds:F0} ms wall, {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds:F0} ms CPU, {result.GeneratedTrees.Length} files"));
        return result.GeneratedTrees.IsEmpty ? 1 : 0;
    }
}
