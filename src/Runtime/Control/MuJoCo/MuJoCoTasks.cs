using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control.MuJoCo;

/// <summary>
/// Tasks with bodies of our own, in the manner of the classic ones (reacher, hopper, cheetah) but with other dimensions, masses and forces:
/// their returns are comparable with each other, not with published figures. The bodies are the files of the folder Bodies.
/// </summary>
public static class MuJoCoTasks
{
    /// <summary>
    /// A planar arm of two links is to hold its hand at a goal. Seen: cosines and sines of shoulder and elbow, the goal (m), the two
    /// angular velocities (rad/s), hand minus goal (m): 10 numbers. Reward: minus the distance (m), minus 0.1 |action|^2. 50 steps of 0.02
    /// s.
    /// </summary>
    public static MuJoCoTask Reacher { get; } = new()
    {
        Name = "reacher",
        Mjcf = Body("reacher"),
        FrameSkip = 2,
        Horizon = 50,
        Begin = (rest, random) =>
        {
            var angles = random.Uniform([rest.Position.size(0), 2], -2, 2);
            var radius = 0.2 * random.Uniform([rest.Position.size(0), 1]).sqrt();
            var direction = random.Uniform([rest.Position.size(0), 1], 0, 2 * Math.PI);
            return rest with { Position = cat([angles, radius * direction.cos(), radius * direction.sin()], 1) };
        },
        Observe = state =>
        {
            var angles = state.Position.narrow(1, 0, 2);
            return cat([angles.cos(), angles.sin(), state.Position.narrow(1, 2, 2), state.Velocity.narrow(1, 0, 2), FromGoal(state)], 1);
        },
        Reward = (_, action, next, _) => -FromGoal(next).square().sum(1L).sqrt() - (0.1 * Effort(action)),
    };

    /// <summary>
    /// One leg under a trunk is to hop forward. Seen: all positions but the one forward, all velocities: 11 numbers. Reward: forward
    /// velocity (m/s), plus 1 for standing, minus 0.001 |action|^2. It stops when the trunk's middle is below 0.75 m or its pitch beyond
    /// 0.35 rad. 1,000 steps of 0.01 s.
    /// </summary>
    public static MuJoCoTask Hopper { get; } = new()
    {
        Name = "hopper",
        Mjcf = Body("hopper"),
        FrameSkip = 4,
        Horizon = 1_000,
        Begin = (rest, random) => Shaken(rest, random, 0.005),
        Observe = AllButForward,
        Reward = (before, action, next, elapsed) => Forward(before, next, elapsed) + 1 - (0.001 * Effort(action)),
        Stop = state => state.Position.select(1, 1).lt(0.75).logical_or(state.Position.select(1, 2).abs().gt(0.35)),
    };

    /// <summary>
    /// A trunk on two sprung legs is to run. Seen: all positions but the one forward, all velocities: 17 numbers. Reward: forward velocity
    /// (m/s) minus 0.1 |action|^2. It never stops. 1,000 steps of 0.05 s.
    /// </summary>
    public static MuJoCoTask Cheetah { get; } = new()
    {
        Name = "cheetah",
        Mjcf = Body("cheetah"),
        FrameSkip = 10,
        Horizon = 1_000,
        Begin = (rest, random) => Shaken(rest, random, 0.1),
        Observe = AllButForward,
        Reward = (before, action, next, elapsed) => Forward(before, next, elapsed) - (0.1 * Effort(action)),
    };

    private static Tensor FromGoal(MuJoCoState state) => state.Sensors.narrow(1, 0, 2) - state.Sensors.narrow(1, 3, 2);

    private static Tensor AllButForward(MuJoCoState state) =>
        cat([state.Position.narrow(1, 1, state.Position.size(1) - 1), state.Velocity], 1);

    private static Tensor Forward(MuJoCoState before, MuJoCoState next, double elapsed) =>
        (next.Position.select(1, 0) - before.Position.select(1, 0)) / elapsed;

    private static Tensor Effort(Tensor action) => action.square().sum(1L);

    /// <summary>
    /// The rest pose with every position uniform within the spread (m, rad) and every velocity normal with it as deviation (m/s, rad/s).
    /// </summary>
    private static MuJoCoState Shaken(MuJoCoState rest, RandomStream random, double spread) => rest with
    {
        Position = rest.Position + random.Uniform(rest.Position.shape, -spread, spread),
        Velocity = random.Normal(rest.Velocity.shape, 0, spread),
    };

    private static string Body(string name)
    {
        using var stream = typeof(MuJoCoTasks).Assembly.GetManifestResourceStream($"{name}.xml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
