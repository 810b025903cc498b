using System.Runtime.InteropServices;

namespace Edge.Runtime.FrontDoor;

/// <summary>
/// Looks now and then at what changes without anybody telling: certificate files, the end of certificates, and senders that have given up. SIGHUP makes it
/// look at once.
/// </summary>
internal sealed class FrontDoorWatch(RefusedSenders refused, ListenerCertificates certificates, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    private volatile TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            // Without this the signal would end the process.
            context.Cancel = true;
            _asked.TrySetResult();
        });
        while (true)
        {
            if (_asked.Task.IsCompleted)
            {
                // Renewed before looking, so that who asks meanwhile is not forgotten.
                _asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            certificates.Refresh();
            refused.ForgetOld();
            try
            {
                await _asked.Task.WaitAsync(Pace, time, stoppingToken);
            }
            catch (TimeoutException)
            {
                // Nobody has asked.
            }
        }
    }
}
