using MLSpec.Runner;
using MLSpec.Runtime;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Tests.Protocol;

// The fake experiment as a program, for tests that kill it. RUNNER_JOURNAL: a folder for what each process has done. RUNNER_FAILS: the cell that cannot be
// measured, as method/eps/seed. RUNNER_SLOW: milliseconds of a cell.
Session.UsualCheckpointInterval = TimeSpan.FromMilliseconds(20);
var journal = new Journal(Environment.GetEnvironmentVariable("RUNNER_JOURNAL"));
var pause = int.TryParse(Environment.GetEnvironmentVariable("RUNNER_SLOW"), out var milliseconds) ? milliseconds : 5;
var fails = Environment.GetEnvironmentVariable("RUNNER_FAILS");
var fake = new Fake(replicates: 4)
{
    OnStep = (training, seed, step) =>
    {
        if (step % 10 == 0) Thread.Sleep(2);
        if (step == Fake.Steps(training) - 1) journal.Note($"train {training} {seed}");
    },
    OnMeasured = cell =>
    {
        if (Journal.Name(cell) == fails) throw new UserError("it diverged");
        journal.Note("cell " + Journal.Name(cell));
        Thread.Sleep(pause);
    },
};
return ExperimentHost.Run(args, fake.Experiment);
