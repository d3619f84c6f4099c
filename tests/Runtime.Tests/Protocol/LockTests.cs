using System.Text.Json;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Hosting.Locking;
using MLSpec.Runtime.Reporting;

namespace MLSpec.Runtime.Tests.Protocol;

public sealed class LockTests : IDisposable
{
    private readonly Workplace _place = new();

    public LockTests() => _place.WriteSpec();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_lock_is_one_fact_a_line_in_the_order_of_the_spec()
    {
        Assert.Equal(0, Lock(new Fake(2)));
        Assert.Equal($"{Path.Combine(_place.In("project"), "FakeDigits", "FakeDigits.lock.json")}: written\n", _place.Output.ReplaceLineEndings("\n"));
        Assert.Equal(
            """
            {
              "lock": "1",

              "experiment": "FakeDigits",

              "version of MLSpec": "0.1.0",
              "version of TorchSharp": "TORCH",

              "contents of points.csv": "aea284871ddeeebac4b57b7a8ee7dad070886e690408ce2409306b9b6487beb1",

              "parameter radius": "0.1",
              "parameter width": "8<neuron>",
              "parameter rate": "0.05",
              "parameter wide": "false",

              "train plain, budget": "8 epoch = 160 step",
              "train plain, batch": "16 sample/step",
              "train plain, method": "fingerprint of plain",

              "train hardened, budget": "200 step",
              "train hardened, method": "fingerprint of hardened",

              "protocol resilience, for method": "plain, hardened",
              "protocol resilience, for eps": "0, 0.05, 0.1, 0.15, 0.2",
              "protocol resilience, for seed": "1, 2",
              "protocol resilience, measure clean": "fraction",
              "protocol resilience, measure attacked": "fraction, upper bound: pgd 20",
              "protocol resilience, report clean": "mean, by method, eps, ci 95%",
              "protocol resilience, report attacked": "mean, by method, eps, ci 95%",
              "protocol resilience, claim robust training wins": "mean attacked [hardened] > mean attacked [plain] + 10% when eps == 0.1",
              "protocol resilience, claim robust training costs nothing": "mean clean [hardened] >= mean clean [plain]",
              "protocol resilience, claim a narrow margin": "mean clean [plain] - mean clean [hardened] < 2%",
              "protocol resilience, level of claims": "5%",
              "protocol resilience, method": "HASH",
              "protocol resilience, cells": "20",

              "cells of resilience, method = plain": "HASH",
              "cells of resilience, method = hardened": "HASH",

              "rule for sup d in ball, with commas in hardened, plain": "projected gradient: lower bound",
              "rule for sup d in ball, with commas in hardened, plain (2)": "projected gradient: lower bound"
            }

            """.ReplaceLineEndings("\n"),
            Masked(File.ReadAllText(LockFile)));
        using var parsed = JsonDocument.Parse(File.ReadAllText(LockFile));
        Assert.Equal("8 epoch = 160 step", parsed.RootElement.GetProperty("train plain, budget").GetString());
    }

    [Fact]
    public void Locking_twice_gives_the_same_bytes_and_locks_read_back()
    {
        Lock(new Fake(2));
        var bytes = File.ReadAllBytes(LockFile);
        Lock(new Fake(2));
        Assert.Contains(": unchanged", _place.Output);
        Assert.Equal(bytes, File.ReadAllBytes(LockFile));
        Assert.Equal(bytes, File.ReadAllBytes(_place.In(Path.Combine("program", "FakeDigits", "FakeDigits.lock.json"))));
        var read = LockText.Read(File.ReadAllText(LockFile).Replace("\n", "\r\n", StringComparison.Ordinal), "it");
        Assert.Equal(File.ReadAllText(LockFile), LockText.Of(read));
    }

    [Fact]
    public void Differences_are_told_in_words_and_what_follows_from_them_is_not()
    {
        ExperimentLock before = new(
        [
            new("version of MLSpec", "0.1.0"), new("contents of digits.csv.gz", new string('a', 64)), new("parameter gone", "1"),
            new("train hardened, budget", "1120 step"), new("cells of resilience", new string('b', 64)),
        ]);
        ExperimentLock now = new(
        [
            new("version of MLSpec", "0.2.0"), new("contents of digits.csv.gz", new string('c', 64)),
            new("train hardened, budget", "20 epoch = 2240 step"), new("train hardened, batch", "64 sample/step"), new("cells of resilience", new string('d', 64)),
        ]);
        Assert.Equal(
            [
                "version of MLSpec: 0.1.0 was locked, 0.2.0 now",
                "contents of digits.csv.gz changed",
                "parameter gone was locked and is gone",
                "train hardened, budget: 1120 step was locked, 20 epoch = 2240 step now",
                "train hardened, batch is new: 64 sample/step",
            ],
            before.DifferencesTo(now));
        Assert.Empty(before.DifferencesTo(before));
        Assert.Equal(["cells of resilience changed"], before.DifferencesTo(new([.. before.Facts.SkipLast(1), now.Facts[^1]])));
    }

    [Fact]
    public void A_run_without_a_lock_says_nothing_of_it()
    {
        Assert.Equal(0, _place.Run(new Fake(1)));
        Assert.Null(_place.Report().Lock);
        Assert.DoesNotContain("lock", _place.Output);
    }

    [Fact]
    public void A_run_that_means_what_was_locked_records_it()
    {
        Lock(new Fake(1));
        Assert.Equal(0, _place.Run(new Fake(1)));
        Assert.Equal(new LockResult(Locked().Hash, LockState.Matched), _place.Report().Lock);
        Assert.Contains("matched", _place.Page());
        Assert.Contains(Locked().Hash[..12], _place.Page());
    }

    [Fact]
    public void A_run_that_means_something_else_is_refused_with_what_changed()
    {
        Lock(new Fake(2));
        File.AppendAllText(_place.In("points.csv"), "3\n");
        var measured = 0;
        Assert.Equal(2, _place.Run(new Fake(3) { OnCell = _ => measured++ }));
        Assert.Equal(0, measured);
        Assert.Equal(
            """
            error: FakeDigits/FakeDigits.lock.json does not hold any more; go back to what was locked, or lock what is there now with --relock:
              contents of points.csv changed
              protocol resilience, for seed: '1, 2' was locked, '1, 2, 3' now
              protocol resilience, cells: 20 was locked, 30 now

            """.ReplaceLineEndings("\n"),
            _place.Errors.ReplaceLineEndings("\n"));
        Assert.False(File.Exists(Path.Combine(_place.Out, "results.json")));
        Assert.Equal(2, _place.Run(new Fake(3), "--dry-run"));
        Assert.Contains("contents of points.csv changed", _place.Errors);
    }

    [Fact]
    public void Relock_writes_what_is_there_now_and_goes_on()
    {
        Lock(new Fake(1));
        var old = Locked().Hash;
        File.AppendAllText(_place.In("points.csv"), "3\n");
        Assert.Equal(0, _place.Run(new Fake(1), "--relock"));
        Assert.Contains("FakeDigits.lock.json: replaced\n  contents of points.csv changed\n", _place.Output.ReplaceLineEndings("\n"));
        Assert.NotEqual(old, Locked().Hash);
        Assert.Equal(new LockResult(Locked().Hash, LockState.Written), _place.Report().Lock);
        Assert.Equal(0, _place.Run(new Fake(1)));
        Assert.Equal(LockState.Matched, _place.Report().Lock!.State);
    }

    [Theory]
    [InlineData("--radius", "--radius", "0.2")]
    [InlineData("--seed", "--seed", "3")]
    [InlineData("--set", "--set", "train.plain.steps=5")]
    [InlineData("--quick", "--quick")]
    public void A_lock_does_not_speak_of_other_settings(string said, params string[] options)
    {
        Lock(new Fake(1));
        Assert.Equal(0, _place.Run(new Fake(1), options));
        Assert.Contains($"FakeDigits/FakeDigits.lock.json does not apply: {said} is given", _place.Output);
        Assert.Equal(new LockResult(Locked().Hash, LockState.NotApplied), _place.Report().Lock);
        Assert.Equal(2, _place.Run(new Fake(1), [.. options, "--relock"]));
        Assert.Equal($"error: --relock locks the settings of the spec: leave out {said}\n", _place.Errors.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_parameter_at_its_default_is_the_specs_own_setting()
    {
        Lock(new Fake(1));
        Assert.Equal(0, _place.Run(new Fake(1), "--radius", "10%"));
        Assert.Equal(LockState.Matched, _place.Report().Lock!.State);
    }

    [Theory]
    [InlineData("{", "is no lock of an experiment")]
    [InlineData("[]", "is no lock of an experiment")]
    [InlineData("{\"version\": \"1\"}", "is no lock of an experiment")]
    [InlineData("{\"lock\": \"7\"}", "is a lock of format 7")]
    [InlineData("{\"lock\": \"1\", \"a\": 3}", "is no lock of an experiment")]
    [InlineData("{\"lock\": \"1\", \"a\": \"3\", \"a\": \"3\"}", "says 'a' twice")]
    public void A_damaged_lock_is_refused_and_can_be_written_anew(string text, string expected)
    {
        Lock(new Fake(1));
        File.WriteAllText(_place.In(Path.Combine("program", "FakeDigits", "FakeDigits.lock.json")), text);
        Assert.Equal(2, _place.Run(new Fake(1)));
        Assert.Contains($"error: FakeDigits/FakeDigits.lock.json {expected}", _place.Errors);
        Assert.Equal(0, _place.Run(new Fake(1), "--relock"));
    }

    [Fact]
    public void A_lock_is_written_beside_the_spec_that_the_program_was_built_from_alone()
    {
        File.AppendAllText(Path.Combine(_place.In("project"), "FakeDigits", "FakeDigits.mlspec"), "\n// another\n");
        Assert.Equal(2, Lock(new Fake(1)));
        Assert.Contains("FakeDigits.mlspec is not what this program was built from; build it again, then lock it", _place.Errors);
        Directory.Delete(_place.In("project"), recursive: true);
        Assert.Equal(2, Lock(new Fake(1)));
        Assert.Contains("start this in the project's folder", _place.Errors);
        Assert.Equal(2, _place.Host(new Fake(1), default, "lock", "FakeDigit"));
        Assert.Contains("there is no experiment 'FakeDigit' in this program. Did you mean 'FakeDigits'?", _place.Errors);
    }

    private string LockFile => Path.Combine(_place.In("project"), "FakeDigits", "FakeDigits.lock.json");

    private ExperimentLock Locked() => LockText.Read(File.ReadAllText(LockFile), LockFile);

    private int Lock(Fake fake) => _place.Host(fake, default, "lock", "FakeDigits", "--data", _place.In("."));

    private static string Masked(string text)
    {
        var torch = Manifest.Versions.Single(version => version.Name == "TorchSharp").Value;
        return System.Text.RegularExpressions.Regex.Replace(text.Replace($"\"{torch}\"", "\"TORCH\"", StringComparison.Ordinal), "(?<=(method|cells of .*)\": \")[0-9a-f]{64}", "HASH");
    }
}
