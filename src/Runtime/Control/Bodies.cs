using MLSpec.Runtime.Control.MuJoCo;
using Quantity = MLSpec.Runtime.Control.MuJoCo.PhysicalQuantity;

namespace MLSpec.Runtime.Control;

/// <summary>
/// The tasks of <see cref="MuJoCoTasks"/> as the library's <c>MLSpec.MuJoCo</c> names them: functions of what is physical about a body.
/// Masses, lengths, dampings and stiffnesses are factors above 0, 1 for the body as it is, unless said otherwise; <c>horizon</c> is in
/// steps of the environment. They throw <see cref="UserError"/> where MuJoCo is missing, with what to install.
/// </summary>
public static class Bodies
{
    private static readonly string[] _parts = ["thigh", "shin", "foot"];

    /// <summary><see cref="MuJoCoTasks.Reacher"/></summary>
    public static IEnvironment Reacher(double upperArmMass, double forearmMass, double upperArmLength, double forearmLength,
        double shoulderDamping, double elbowDamping, int horizon) => Made(MuJoCoTasks.Reacher, horizon,
    [
        .. Scaled(Quantity.Mass, upperArmMass, "upper_arm"), .. Scaled(Quantity.Mass, forearmMass, "forearm"),
        .. Scaled(Quantity.Length, upperArmLength, "upper_arm"), .. Scaled(Quantity.Length, forearmLength, "forearm"),
        .. Scaled(Quantity.Damping, shoulderDamping, "shoulder"), .. Scaled(Quantity.Damping, elbowDamping, "elbow"),
    ]);

    /// <summary><see cref="MuJoCoTasks.Hopper"/>; stiffnesses are in N m/rad, 0 for joints without a spring.</summary>
    public static IEnvironment Hopper(double trunkMass, double thighMass, double shinMass, double footMass,
        double thighLength, double shinLength, double footLength, double hipDamping, double kneeDamping, double ankleDamping,
        double hipStiffness, double kneeStiffness, double ankleStiffness, int horizon) => Made(MuJoCoTasks.Hopper, horizon,
    [
        .. Scaled(Quantity.Mass, trunkMass, "trunk"), .. Scaled(Quantity.Mass, thighMass, "thigh"),
        .. Scaled(Quantity.Mass, shinMass, "shin"), .. Scaled(Quantity.Mass, footMass, "foot"),
        .. Scaled(Quantity.Length, thighLength, "thigh"), .. Scaled(Quantity.Length, shinLength, "shin"),
        .. Scaled(Quantity.Length, footLength, "foot"),
        .. Scaled(Quantity.Damping, hipDamping, "hip"), .. Scaled(Quantity.Damping, kneeDamping, "knee"),
        .. Scaled(Quantity.Damping, ankleDamping, "ankle"),
        PhysicalChange.Set(Quantity.Stiffness, "hip", hipStiffness), PhysicalChange.Set(Quantity.Stiffness, "knee", kneeStiffness),
        PhysicalChange.Set(Quantity.Stiffness, "ankle", ankleStiffness),
    ]);

    /// <summary><see cref="MuJoCoTasks.Cheetah"/>; what is said of a leg is for its thigh, shin and foot.</summary>
    public static IEnvironment Cheetah(double trunkMass, double backMass, double frontMass, double backLength, double frontLength,
        double backDamping, double frontDamping, double backStiffness, double frontStiffness, int horizon) =>
        Made(MuJoCoTasks.Cheetah, horizon,
    [
        .. Scaled(Quantity.Mass, trunkMass, "trunk"),
        .. Scaled(Quantity.Mass, backMass, Leg("back")), .. Scaled(Quantity.Mass, frontMass, Leg("front")),
        .. Scaled(Quantity.Length, backLength, Leg("back")), .. Scaled(Quantity.Length, frontLength, Leg("front")),
        .. Scaled(Quantity.Damping, backDamping, Leg("back")), .. Scaled(Quantity.Damping, frontDamping, Leg("front")),
        .. Scaled(Quantity.Stiffness, backStiffness, Leg("back")), .. Scaled(Quantity.Stiffness, frontStiffness, Leg("front")),
    ]);

    private static MuJoCoEnvironment Made(MuJoCoTask task, int horizon, IEnumerable<PhysicalChange> changes) =>
        new(task with { Horizon = horizon }, changes);

    /// <summary>The same body, to the bit, for the factor 1.</summary>
    private static IEnumerable<PhysicalChange> Scaled(Quantity quantity, double factor, params string[] names) =>
        factor == 1 ? [] : names.Select(name => PhysicalChange.Scale(quantity, name, factor));

    private static string[] Leg(string which) => [.. _parts.Select(part => $"{which}_{part}")];
}
