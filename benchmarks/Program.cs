using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Benchmarks;
using MLSpec.Runtime.Hosting;

// One process: libtorch is loaded once, and both sides of a ratio see the same machine.
if (args is ["first-run"])
    return FirstRun.Measure();
if (args is ["environments"])
    return EnvironmentSteps.Measure();
if (args is ["engine"])
    return EngineTimes.Measure();
if (args is ["sac"])
    return SacTimes.Measure();
if (args is ["replicates"])
    return Replicates.Measure();
if (args is ["certification", ..])
    return ExperimentHost.Run(["run", "Certification", .. args[1..]], Certification.Experiment);
var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(TrainingStep).Assembly).Run(args, config);
return 0;
