using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Benchmarks;

// One process: libtorch is loaded once, and both sides of a ratio see the same machine.
if (args is ["first-run"])
    return FirstRun.Measure();
var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(TrainingStep).Assembly).Run(args, config);
return 0;
