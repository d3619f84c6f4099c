using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>A reliability diagram (DeGroot and Fienberg, 1983): of predictions with this confidence, the fraction that is right. On the diagonal a model is calibrated.</summary>
internal sealed class ReliabilityShape : LineShape
{
    protected override (int Width, int Height) Size => (480, 452);

    protected override Scale X(PlotResult plot) => Rate(plot.X);

    protected override Scale Y(PlotResult plot) => Rate(plot.Y);

    protected override void Before(Figure figure, PlotResult plot) => figure.Diagonal();
}
