using Examples;
using MLSpec.Runtime.Hosting;

return ExperimentHost.Run(args, DrSac.Experiment, DrSacPendulum.Experiment, RobustDigits.Experiment, SdpCrown.Experiment, SdpCrownDigits.Experiment);
