using MLSpec.Runtime.Data;
using MLSpec.Runtime.Nn;
using MLSpec.Runtime.Optim;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Schedules;
using MLSpec.Runtime.Store;
using MLSpec.Runtime.Tests.Data;
using MLSpec.Runtime.Uncertainty;
using TorchSharp;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests;

/// <summary>A loop in the shape of generated code: softmax regression, trained on the worst of random starts and one ascent step.</summary>
public sealed class TrainingLoopTests
{
    [Fact]
    public void TheNumberOfLiveTensorsStaysFlat()
    {
        using var training = new Training();
        training.Steps(5);
        DisposeScopeManager.Statistics.Reset();
        training.Steps(1);
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        training.Steps(50);
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void AResumedLoopGoesOnToTheSameBits()
    {
        using var folder = new TemporaryFolder();
        using var whole = new Training();
        whole.Steps(40);
        using var before = new Training();
        before.Steps(17);
        Checkpoint.Save(folder["c"], "me", before);
        using var after = new Training();
        Checkpoint.Restore(folder["c"], "me", after);
        after.Steps(23);
        Assert.Equal(Close.Numbers(whole.Parameters.Flat), Close.Numbers(after.Parameters.Flat));
        Assert.NotEqual(Close.Numbers(whole.Parameters.Flat), Close.Numbers(before.Parameters.Flat));
    }

    [Fact]
    public void ItLearns()
    {
        using var training = new Training();
        var start = training.Steps(1);
        var end = training.Steps(300);
        Assert.True(end < 0.5 * start, $"loss {start} -> {end}");
    }

    private sealed class Training : ICheckpointed, IDisposable
    {
        private readonly Minibatches<Digit> _batches;
        private readonly RandomStream _attack = new(1, "attack");
        private readonly RandomStream _order = new(1, "batch");
        private readonly FlatParameters _gradient;
        private readonly Adam _adam;
        private readonly PolyakAverage _average;
        private readonly FlatParameters _target;
        private readonly Schedule _rate = Schedule.Then(Schedule.Warmup(5), Schedule.Cosine(0.1, 0.01, 200));
        private long _step;

        public Training()
        {
            using var scope = NewDisposeScope();
            var random = new RandomStream(1, "data");
            var image = random.Uniform([60, 2, 2]);
            var rows = new Digit(image, zeros(60), image.flatten(1).argmax(1));
            foreach (var column in rows.Columns)
                column.DetachFromDisposeScope();
            Parameters = new(new(("w", [10, 4]), ("b", [10])), CPU);
            Initial.Uniform(Parameters[0], -0.5, 0.5, new(1, "net"));
            (_gradient, _target) = (Parameters.ZerosLike(), Parameters.Clone());
            _adam = new(Parameters.Flat, _gradient.Flat);
            _average = new(_target.Flat, Parameters.Flat, 0.1);
            _batches = new(rows, 16, _order);
        }

        public FlatParameters Parameters { get; }

        public double Steps(int count)
        {
            using var noGrad = no_grad();
            var loss = 0.0;
            for (var i = 0; i < count; i++, _step++)
            {
                using var scope = NewDisposeScope();
                var batch = _batches.Next();
                var x = BallInBox.UniformLinf(batch.Image, 0.02, 0, 1, _attack);
                var (_, atStart) = Logits(x, batch.Label);
                var ascent = Linear.Dense(atStart, Parameters[0].t()).view(x.shape);
                x = BallInBox.ProjectLinf(x + (0.02 * Ascent.Linf(ascent)), batch.Image, 0.02, 0, 1);
                var (logits, error) = Logits(x, batch.Label);
                _gradient[0].copy_(error.t().mm(x.flatten(1)) / 16);
                _gradient[1].copy_(error.mean([0L]));
                Gradient.ClipNorm(_gradient.Flat, 5);
                _adam.Step(_rate.At(_step));
                _average.Step();
                loss = Classification.CrossEntropy(logits, batch.Label).mean().item<float>();
            }
            return loss;
        }

        public void Save(StateWriter state)
        {
            state.Integer("step", _step);
            state.Part("parameters", Parameters);
            state.Part("target", _target);
            state.Part("adam", _adam);
            state.Part("batches", _batches);
            state.Part("attack", _attack);
        }

        public void Restore(StateReader state)
        {
            _step = state.Integer("step");
            state.Part("parameters", Parameters);
            state.Part("target", _target);
            state.Part("adam", _adam);
            state.Part("batches", _batches);
            state.Part("attack", _attack);
        }

        public void Dispose()
        {
            Parameters.Dispose();
            _gradient.Dispose();
            _target.Dispose();
            _batches.Dispose();
        }

        private (Tensor Logits, Tensor Error) Logits(Tensor x, Tensor label)
        {
            var logits = Linear.Dense(x.flatten(1), Parameters[0], Parameters[1]);
            return (logits, Reduction.Softmax(logits) - Classification.OneHot(label, 10));
        }
    }
}
