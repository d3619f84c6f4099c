using System.Globalization;

namespace Benchmarks;

/// <summary>
/// The processor's time of the whole process, since the machine may be busy. Rounds of all that is compared take turns; what is printed are the fastest and the median
/// round, in microseconds, and the bytes of managed memory.
/// </summary>
internal static class ProcessorTimes
{
    private const int Rounds = 15;

    public static void Compare(int repeats, IReadOnlyList<(string Name, Action Run)> all)
    {
        var times = all.Select(_ => new List<double>()).ToArray();
        var bytes = new double[all.Count];
        for (var round = -1; round < Rounds; round++)
        {
            foreach (var (i, (_, run)) in all.Index())
            {
                var (start, allocated) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
                for (var repeat = 0; repeat < repeats; repeat++)
                    run();
                bytes[i] = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)repeats;
                if (round >= 0)
                    times[i].Add((Environment.CpuUsage.TotalTime - start).TotalMicroseconds / repeats);
            }
        }

        foreach (var (i, (name, _)) in all.Index())
        {
            times[i].Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-22}{times[i][0],9:F0}{times[i][Rounds / 2],9:F0}{bytes[i],10:F0} B"));
        }
    }
}
