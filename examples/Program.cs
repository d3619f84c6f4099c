using Examples;
using MLSpec.Runtime.Hosting;

return ExperimentHost.Run(args, RobustDigits.Experiment, SdpCrown.Experiment, SdpCrownDigits.Experiment);
