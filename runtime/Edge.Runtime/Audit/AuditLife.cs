using Edge.Contracts;

namespace Edge.Runtime.Audit;

/// <summary>Writes that the appliance started, and that it stopped as it was asked to. A start that follows a start was a crash, a kill or a loss of power.</summary>
internal sealed class AuditLife(AuditLog audit) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        audit.Append(new AuditEvent(AuditKind.ApplicationStart, AuditActor.Runtime, $"The appliance started, version {ProductVersion.Current}."));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        audit.Append(new AuditEvent(AuditKind.ApplicationStop, AuditActor.Runtime, "The appliance stopped."));
        return Task.CompletedTask;
    }
}
