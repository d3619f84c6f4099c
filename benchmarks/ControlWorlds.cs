using MLSpec.Runtime.Control;

namespace Benchmarks;

/// <summary>The generated environments.</summary>
public static partial class ControlWorlds
{
    /// <summary>The pendulum of the library.</summary>
    public static TensorEnvironment Pendulum => PendulumWorld();

    /// <summary>The cart and its pole of the library.</summary>
    public static TensorEnvironment CartPole => CartPoleWorld();
}
