"""What clinics decided for all their patients."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clinics', '0001_initial'),
        ('plans', '0005_courses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ClinicRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('banned', models.JSONField(blank=True, default=list)),
                ('stock', models.JSONField(blank=True, default=list)),
                ('made_at', models.DateTimeField()),
                ('form_key', models.CharField(editable=False, max_length=64, null=True)),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='clinics.clinic')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'rules of clinics',
                'constraints': [models.UniqueConstraint(fields=('clinic', 'form_key'), name='clinic_rules_once_a_form')],
            },
        ),
    ]
